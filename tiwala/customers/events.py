"""What this room tells others. Ids only: no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CustomerRegistered:
    """Somebody new can be billed."""

    NAME: ClassVar[str] = "customers.customer_registered"
    VERSION: ClassVar[int] = 1
    customer_ref: str


@dataclass(frozen=True, slots=True)
class CustomerCorrected:
    """What we know about a customer changed; `fields` names what, not how."""

    NAME: ClassVar[str] = "customers.customer_corrected"
    VERSION: ClassVar[int] = 1
    customer_ref: str
    fields: list[str]


@dataclass(frozen=True, slots=True)
class CustomerClosed:
    """A customer is not billed any more."""

    NAME: ClassVar[str] = "customers.customer_closed"
    VERSION: ClassVar[int] = 1
    customer_ref: str
