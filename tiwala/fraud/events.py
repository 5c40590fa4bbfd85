"""What fraud tells others: facts in the past tense, with ids, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReviewClosed:
    """A person said what a payment was: fraud, cleared or unsure. `was_asked`: its payer had asked for that."""

    NAME: ClassVar[str] = "fraud.review_closed"
    VERSION: ClassVar[int] = 1
    review_ref: str
    payment_ref: str
    customer_ref: str
    outcome: str
    was_asked: bool


@dataclass(frozen=True, slots=True)
class CustomerAsked:
    """Staff want to know from the customer whether a payment is theirs."""

    NAME: ClassVar[str] = "fraud.customer_asked"
    VERSION: ClassVar[int] = 1
    review_ref: str
    payment_ref: str
    customer_ref: str
