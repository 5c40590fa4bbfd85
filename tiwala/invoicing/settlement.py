"""How an issued invoice stands, from what the ledger says is still owed. One pure function, used everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tiwala.invoicing.states import InvoiceState


class Settlement(StrEnum):
    """What people call it."""

    DRAFT = "draft"
    DROPPED = "dropped"
    OPEN = "open"
    PART = "part"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"
    VOID = "void"


_NOT_ISSUED = {
    InvoiceState.DRAFT: Settlement.DRAFT,
    InvoiceState.DROPPED: Settlement.DROPPED,
    InvoiceState.VOID: Settlement.VOID,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Three amounts in minor units: what the document says, what the ledger says is open, what was credited."""

    total_minor: int
    owed_minor: int
    credited_minor: int = 0


def settlement(state: str, amounts: Standing, *, due_on: date | None, today: date) -> Settlement:
    """Open, partly paid, overdue or paid. `today` is the billing day in the business's zone."""
    if state != InvoiceState.ISSUED:
        return _NOT_ISSUED[InvoiceState(state)]
    if amounts.owed_minor <= 0:
        return Settlement.CREDITED if amounts.credited_minor >= amounts.total_minor > 0 else Settlement.PAID
    if due_on is not None and due_on < today:
        return Settlement.OVERDUE
    return Settlement.PART if amounts.owed_minor < amounts.total_minor - amounts.credited_minor else Settlement.OPEN
