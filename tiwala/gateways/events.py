"""What this room tells others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class NoticeArrived:
    """A gateway told us something, with good proof. A hint: whoever hears it asks the gateway for the truth.

    `attempt_key` and `reference` name the try; for kind "refund" they name the refund.
    """

    NAME: ClassVar[str] = "gateways.notice_arrived"
    VERSION: ClassVar[int] = 1

    notice_ref: str
    account_ref: str
    attempt_key: str
    reference: str
    kind: str
