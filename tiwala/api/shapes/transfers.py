"""Money sent by hand, over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from tiwala.api.shapes.parts import MoneyOut, Paged, money
from tiwala.transfers.models import SeenMoney, Transfer


class SeenOut(Schema):
    """The line of the bank's statement that paid it, as a person saw it."""

    amount: MoneyOut
    on: date
    bank_reference: str


class TransferOut(Schema):
    """A transfer to an account of the business's own. `state` is that of its attempt: sent while it is awaited.

    `reference` is what the payer writes along. `proof_waits`: they showed something that nobody has looked at.
    `seen` is what really came; nothing else pays.
    """

    id: str
    payment: str
    attempt: str
    customer: str
    bank: str
    reference: str
    amount: MoneyOut
    state: str
    proof_waits: bool
    seen: SeenOut | None
    expires_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, transfer: Transfer, *, proof_waits: bool) -> TransferOut:
        """The row with its attempt, its account and what was seen."""
        attempt = transfer.attempt
        return cls(
            id=transfer.public_id,
            payment=attempt.payment.public_id,
            attempt=attempt.public_id,
            customer=transfer.customer_ref,
            bank=transfer.account.bank,
            reference=transfer.reference,
            amount=money(attempt.amount_minor, attempt.currency),
            state=attempt.state,
            proof_waits=proof_waits,
            seen=_seen(transfer),
            expires_at=attempt.expires_at,
            created_at=transfer.created_at,
        )


def _seen(transfer: Transfer) -> SeenOut | None:
    found: SeenMoney | None = getattr(transfer, "seen", None)
    if found is None:
        return None
    return SeenOut(
        amount=money(found.amount_minor, found.currency), on=found.seen_on, bank_reference=found.bank_reference
    )


class TransferList(Schema):
    """A page of transfers, newest first; `next_cursor` is empty on the last one."""

    items: list[TransferOut]
    next_cursor: str


class TransferQuery(Paged):
    """Which transfers."""

    payment: str = Field("", pattern="^(pay_[0-9a-hjkmnp-tv-z]{26})?$")
    customer: str = Field("", pattern="^(cus_[0-9a-hjkmnp-tv-z]{26})?$")
    state: Literal["", "sent", "cancelled", "expired", "captured"] = ""
