"""What payments tells others: facts in the past tense, with ids and amounts, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a payment that went to one thing owed, in minor units."""

    target_ref: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PaymentCaptured:
    """The money is ours. `shares` is where it went; the rest is the surcharge, and the customer's credit."""

    NAME: ClassVar[str] = "payments.payment_captured"
    VERSION: ClassVar[int] = 1
    payment_ref: str
    customer_ref: str
    amount_minor: int
    credited_minor: int
    currency: str
    method: str
    shares: list[dict[str, object]]
    surcharge_minor: int = 0


@dataclass(frozen=True, slots=True)
class PaymentFailed:
    """A try ended without money, as far as we know."""

    NAME: ClassVar[str] = "payments.payment_failed"
    VERSION: ClassVar[int] = 1
    payment_ref: str
    attempt_ref: str
    customer_ref: str
    how: str
    reason: str
    target_refs: list[str]


@dataclass(frozen=True, slots=True)
class PaymentHeld:
    """Money came that does not match what was asked; a person decides."""

    NAME: ClassVar[str] = "payments.payment_held"
    VERSION: ClassVar[int] = 1
    payment_ref: str
    attempt_ref: str


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    """The rail took the money back after it was ours."""

    NAME: ClassVar[str] = "payments.payment_reversed"
    VERSION: ClassVar[int] = 1
    payment_ref: str
    customer_ref: str
    target_refs: list[str]


@dataclass(frozen=True, slots=True)
class DisputeOpened:
    """A payer's bank wants the money back, and waits for our answer."""

    NAME: ClassVar[str] = "payments.dispute_opened"
    VERSION: ClassVar[int] = 1
    dispute_ref: str
    payment_ref: str
    customer_ref: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class DisputeDue:
    """A dispute still waits for our answer, and so many days are left."""

    NAME: ClassVar[str] = "payments.dispute_due"
    VERSION: ClassVar[int] = 1
    dispute_ref: str
    days_left: int


@dataclass(frozen=True, slots=True)
class DisputeEnded:
    """The bank has decided."""

    NAME: ClassVar[str] = "payments.dispute_ended"
    VERSION: ClassVar[int] = 1
    dispute_ref: str
    payment_ref: str
    customer_ref: str
    won: bool
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class RefundDone:
    """Money is on its way back, or stands as credit."""

    NAME: ClassVar[str] = "payments.refund_done"
    VERSION: ClassVar[int] = 1
    refund_ref: str
    payment_ref: str
    customer_ref: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class RefundFailed:
    """The gateway did not give the money back; it stands where it stood."""

    NAME: ClassVar[str] = "payments.refund_failed"
    VERSION: ClassVar[int] = 1
    refund_ref: str
    payment_ref: str


@dataclass(frozen=True, slots=True)
class MethodKept:
    """A payer's method can pay again without being typed."""

    NAME: ClassVar[str] = "payments.method_kept"
    VERSION: ClassVar[int] = 1
    method_ref: str
    customer_ref: str


@dataclass(frozen=True, slots=True)
class MethodRemoved:
    """A kept method pays no more, from this instant on; `why` in one word."""

    NAME: ClassVar[str] = "payments.method_removed"
    VERSION: ClassVar[int] = 1
    method_ref: str
    customer_ref: str
    why: str


@dataclass(frozen=True, slots=True)
class PaymentWarned:
    """The payer's bank warns of fraud before anybody disputed it. `warned_at`: an instant, as ISO text."""

    NAME: ClassVar[str] = "payments.payment_warned"
    VERSION: ClassVar[int] = 1
    payment_ref: str
    reference: str
    reason: str
    warned_at: str
