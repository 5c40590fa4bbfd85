"""What fraud tells others: facts in the past tense, with ids, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReviewClosed:
    """A person said what a payment was: fraud, cleared or unsure. `was_asked`: its payer had asked for that.

    `was_reported`: somebody had said that it was not them.
    """

    NAME: ClassVar[str] = "fraud.review_closed"
    VERSION: ClassVar[int] = 2
    review_ref: str
    payment_ref: str
    customer_ref: str
    outcome: str
    was_asked: bool
    was_reported: bool


@dataclass(frozen=True, slots=True)
class PaymentReported:
    """Somebody says that they did not make this payment."""

    NAME: ClassVar[str] = "fraud.payment_reported"
    VERSION: ClassVar[int] = 1
    review_ref: str
    payment_ref: str
    customer_ref: str


@dataclass(frozen=True, slots=True)
class BurstBegan:
    """Something unusual is going on: people should look. Told once, however long it goes on."""

    NAME: ClassVar[str] = "fraud.burst_began"
    VERSION: ClassVar[int] = 1
    burst_ref: str


@dataclass(frozen=True, slots=True)
class CustomerAsked:
    """Staff want to know from the customer whether a payment is theirs."""

    NAME: ClassVar[str] = "fraud.customer_asked"
    VERSION: ClassVar[int] = 1
    review_ref: str
    payment_ref: str
    customer_ref: str
