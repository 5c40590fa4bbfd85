"""Payments and the ways to pay, over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from tiwala.api.shapes.parts import Currency, Input, Minor, MoneyIn, MoneyOut, Paged, money, ref
from tiwala.business.queries import OfferedMethod
from tiwala.customers.facts import ADDRESS_MAX
from tiwala.payments.models import Attempt, Payment
from tiwala.payments.states import LIVE, AttemptState

CustomerRef = Annotated[str, ref("cus")]
InvoiceRef = Annotated[str, ref("inv")]
TARGETS_MAX = 50


class TargetIn(Input):
    """An invoice to pay; without `amount_minor` all that is owed on it."""

    invoice: InvoiceRef
    amount_minor: Minor | None = None


class PaymentIn(Input):
    """A wish to pay. `method` is one of /payment-methods; invoices are paid in the order given.

    `surcharge_minor` is what the payer was shown on top, by the method's own surcharge; another price is refused.
    `ship_address` and `ship_country` (two letters) say where the goods go, for watching fraud; only a keyed fingerprint
    and the country are kept. Without the country, the one that the address names counts.
    """

    customer: CustomerRef
    invoices: list[TargetIn] = Field(min_length=1, max_length=TARGETS_MAX)
    method: str = Field(min_length=1, max_length=30)
    currency: Currency = "PHP"
    surcharge_minor: int = Field(default=0, ge=0)
    ship_address: str = Field("", max_length=ADDRESS_MAX)
    ship_country: str = Field("", pattern="^([A-Z]{2})?$")


class CountedIn(Input):
    """Money counted over the counter, or seen at the bank. What is more than the invoices becomes credit."""

    customer: CustomerRef
    invoices: list[TargetIn] = Field(default_factory=list, max_length=TARGETS_MAX)
    amount: MoneyIn
    channel: Literal["cash", "bank"] = "cash"
    note: str = Field("", max_length=200)


class MethodOut(Schema):
    """A way to pay that is switched on.

    The surcharge a payer pays on top is `surcharge_share_bp` hundredths of a percent of the amount, halves rounded up,
    and `surcharge_fixed_minor`.
    """

    method: str
    name: str
    note: str
    allow_partial: bool
    min_partial_minor: int
    surcharge_share_bp: int
    surcharge_fixed_minor: int

    @classmethod
    def of(cls, offered: OfferedMethod) -> MethodOut:
        """One row of the pay page."""
        return cls(
            method=offered.method,
            name=offered.name,
            note=offered.note,
            allow_partial=offered.allow_partial,
            min_partial_minor=offered.min_partial_minor,
            surcharge_share_bp=offered.surcharge_share_bp,
            surcharge_fixed_minor=offered.surcharge_fixed_minor,
        )


class MethodList(Schema):
    """The ways to pay, in the business's order."""

    items: list[MethodOut]


class AttemptOut(Schema):
    """One try at a gateway. While it lives, send the payer to `redirect_url`, or show the QR or the code."""

    id: str
    state: str
    method: str
    redirect_url: str
    qr_payload: str
    code: str
    expires_at: datetime | None
    decline_reason: str
    created_at: datetime

    @classmethod
    def of(cls, attempt: Attempt) -> AttemptOut:
        """The row; what leads on is shown only while it leads somewhere."""
        is_live = AttemptState(attempt.state) in LIVE
        return cls(
            id=attempt.public_id,
            state=attempt.state,
            method=attempt.method,
            redirect_url=(attempt.redirect_url or "") if is_live else "",
            qr_payload=attempt.qr_payload if is_live else "",
            code=attempt.code if is_live else "",
            expires_at=attempt.expires_at,
            decline_reason=attempt.decline_reason,
            created_at=attempt.created_at,
        )


class ShareOut(Schema):
    """A part of a payment that is meant for, or went to, one invoice."""

    invoice: str
    amount_minor: int


class PaymentBrief(Schema):
    """A payment in a list."""

    id: str
    customer: str
    state: str
    channel: str
    method: str
    amount: MoneyOut
    captured: MoneyOut
    refunded: MoneyOut
    captured_at: datetime | None
    created_at: datetime

    @classmethod
    def of_row(cls, payment: Payment) -> PaymentBrief:
        """The row."""
        return cls(**_facts(payment))


class PaymentOut(PaymentBrief):
    """One payment whole."""

    invoices: list[ShareOut]
    allocations: list[ShareOut]
    attempts: list[AttemptOut]

    @classmethod
    def of(cls, payment: Payment) -> PaymentOut:
        """The row with its targets, where the money went, and the tries, newest first."""
        return cls(
            **_facts(payment),
            invoices=[ShareOut(invoice=one.target_ref, amount_minor=one.amount_minor) for one in payment.targets.all()],
            allocations=[
                ShareOut(invoice=one.target_ref, amount_minor=one.amount_minor)
                for one in payment.allocations.order_by("id")
            ],
            attempts=[AttemptOut.of(one) for one in payment.attempts.order_by("-id")],
        )


def _facts(payment: Payment) -> dict[str, Any]:
    return {
        "id": payment.public_id,
        "customer": payment.customer_ref,
        "state": payment.state,
        "channel": payment.channel,
        "method": payment.method,
        "amount": money(payment.amount_minor, payment.currency),
        "captured": money(payment.captured_minor, payment.money_currency),
        "refunded": money(payment.refunded_minor, payment.money_currency),
        "captured_at": payment.captured_at,
        "created_at": payment.created_at,
    }


class PaymentList(Schema):
    """A page of payments, newest first; `next_cursor` is empty on the last one."""

    items: list[PaymentBrief]
    next_cursor: str


class PaymentQuery(Paged):
    """Which payments."""

    state: Literal["", "open", "captured", "closed", "reversed"] = ""
    channel: Literal["", "online", "cash", "bank"] = ""
    customer: str = Field("", pattern="^(cus_[0-9a-hjkmnp-tv-z]{26})?$")
    invoice: str = Field("", pattern="^(inv_[0-9a-hjkmnp-tv-z]{26})?$")
