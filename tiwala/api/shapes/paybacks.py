"""Paybacks over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from tiwala.api.shapes.parts import MoneyOut, Paged, money
from tiwala.payments.models import Payback


class PaybackOut(Schema):
    """Money paid back by a bank transfer: asked, given, confirmed, approved, paid, returned, ended.

    `refund` is empty until a second person said yes. Of the payer's account nothing is told here.
    """

    id: str
    payment: str
    refund: str
    customer: str
    amount: MoneyOut
    reason: str
    state: str
    state_at: datetime
    paid_on: date | None
    bank_reference: str
    created_at: datetime

    @classmethod
    def of(cls, payback: Payback) -> PaybackOut:
        """The row; its payment and refund are joined."""
        return cls(
            id=payback.public_id,
            payment=payback.payment.public_id,
            refund=payback.refund.public_id if payback.refund else "",
            customer=payback.customer_ref,
            amount=money(payback.amount_minor, payback.currency),
            reason=payback.reason,
            state=payback.state,
            state_at=payback.state_at,
            paid_on=payback.paid_on,
            bank_reference=payback.bank_reference,
            created_at=payback.created_at,
        )


class PaybackList(Schema):
    """A page of paybacks, newest first; `next_cursor` is empty on the last one."""

    items: list[PaybackOut]
    next_cursor: str


class PaybackQuery(Paged):
    """Which paybacks."""

    payment: str = Field("", pattern="^(pay_[0-9a-hjkmnp-tv-z]{26})?$")
    customer: str = Field("", pattern="^(cus_[0-9a-hjkmnp-tv-z]{26})?$")
    state: Literal["", "asked", "given", "confirmed", "approved", "paid", "returned", "ended"] = ""
