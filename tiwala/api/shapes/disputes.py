"""Disputes over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from tiwala.api.shapes.parts import MoneyOut, Paged, money
from tiwala.payments.models import Dispute


class DisputeOut(Schema):
    """A payer's bank wants money back: needs_answer, under_review, won, lost.

    `amount` is what the bank asks for, `held` what the gateway keeps back (or kept), `fee` what it took besides.
    `reference` is the gateway's; `reason` its own word. `answer_by` is when an answer comes too late.
    """

    id: str
    payment: str
    customer: str
    reference: str
    state: str
    amount: MoneyOut
    held: MoneyOut
    fee: MoneyOut
    reason: str
    opened_at: datetime
    answer_by: datetime | None
    answered_at: datetime | None
    state_at: datetime

    @classmethod
    def of(cls, dispute: Dispute) -> DisputeOut:
        """The row; its payment is joined."""
        return cls(
            id=dispute.public_id,
            payment=dispute.payment.public_id,
            customer=dispute.customer_ref,
            reference=dispute.reference,
            state=dispute.state,
            amount=money(dispute.amount_minor, dispute.currency),
            held=money(dispute.held_minor, dispute.currency),
            fee=money(dispute.fee.minor, dispute.fee.currency),
            reason=dispute.reason,
            opened_at=dispute.opened_at,
            answer_by=dispute.answer_by,
            answered_at=dispute.answered_at,
            state_at=dispute.state_at,
        )


class DisputeList(Schema):
    """A page of disputes, newest first; `next_cursor` is empty on the last one."""

    items: list[DisputeOut]
    next_cursor: str


class DisputeQuery(Paged):
    """Which disputes."""

    payment: str = Field("", pattern="^(pay_[0-9a-hjkmnp-tv-z]{26})?$")
    customer: str = Field("", pattern="^(cus_[0-9a-hjkmnp-tv-z]{26})?$")
    state: Literal["", "needs_answer", "under_review", "won", "lost"] = ""
