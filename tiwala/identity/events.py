"""What this room tells others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AccessAccepted:
    """Somebody took up an invitation and may open a customer's things from now on."""

    NAME: ClassVar[str] = "identity.access_accepted"
    VERSION: ClassVar[int] = 1
    access_ref: str
    customer_ref: str
    user_ref: str
    level: str
