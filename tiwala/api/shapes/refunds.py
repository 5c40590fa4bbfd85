"""Refunds over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from ninja import Schema
from pydantic import Field

from tiwala.api.shapes.parts import REASON_LETTERS, Input, MoneyIn, MoneyOut, Paged, money, ref
from tiwala.approvals.models import Proposal
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Refund


class RefundIn(Input):
    """Give back a part or all of a captured payment: by the same rail, as credit, or in cash.

    `tomorrow`: where the rail gives back only the whole today, a part waits for tomorrow and leaves by itself.
    `attempt`: which try's money goes back by the rail, where a payment was paid twice; without it the later one's.
    """

    payment: Annotated[str, ref("pay")]
    amount: MoneyIn
    reason: str = Field(min_length=1, max_length=REASON_LETTERS)
    to: Literal["gateway", "credit", "cash"] = "gateway"
    tomorrow: bool = False
    attempt: str = Field("", pattern="^(att_[0-9a-hjkmnp-tv-z]{26})?$")

    def facts(self, key: str) -> RefundFacts:
        """As the room takes them."""
        return RefundFacts(
            self.payment,
            self.amount.money(),
            self.reason,
            self.to,
            key,
            is_later=self.tomorrow,
            attempt_ref=self.attempt if self.to == "gateway" else "",
        )


class RefundOut(Schema):
    """A refund with its own states: asked, waiting (for tomorrow), sent, unknown, done, failed."""

    id: str
    payment: str
    attempt: str
    amount: MoneyOut
    to: str
    reason: str
    state: str
    failure: str
    created_at: datetime

    @classmethod
    def of(cls, refund: Refund) -> RefundOut:
        """The row; its payment and its try are joined. `attempt` is empty for what did not go back by a rail."""
        return cls(
            id=refund.public_id,
            payment=refund.payment.public_id,
            attempt=refund.attempt.public_id if refund.attempt else "",
            amount=money(refund.amount_minor, refund.currency),
            to=refund.to,
            reason=refund.reason,
            state=refund.state,
            failure=refund.failure,
            created_at=refund.created_at,
        )


class WaitingOut(Schema):
    """A refund over the limit waits for a second person: asked, approved, declined, withdrawn, lapsed."""

    STATUS: ClassVar[int] = 202

    approval: str
    payment: str
    state: str
    expires_at: datetime

    @classmethod
    def of(cls, proposal: Proposal) -> WaitingOut:
        """The proposal's row."""
        return cls(
            approval=proposal.public_id,
            payment=proposal.subject_ref,
            state=proposal.state,
            expires_at=proposal.expires_at,
        )


class RefundList(Schema):
    """A page of refunds, newest first; `next_cursor` is empty on the last one."""

    items: list[RefundOut]
    next_cursor: str


class RefundQuery(Paged):
    """Which refunds."""

    payment: str = Field("", pattern="^(pay_[0-9a-hjkmnp-tv-z]{26})?$")
    state: Literal["", "asked", "waiting", "sent", "unknown", "done", "failed"] = ""
