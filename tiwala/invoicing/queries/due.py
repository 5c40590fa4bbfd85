"""What one customer has to pay, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tiwala.invoicing.models import Invoice
from tiwala.invoicing.queries.open_invoices import billing_day
from tiwala.invoicing.states import InvoiceState
from tiwala.kit import ids
from tiwala.ledger import balances


@dataclass(frozen=True, slots=True)
class DueInvoice:
    """One open invoice and what is left to pay on it, in minor units."""

    ref: str
    number: str
    description: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    owed_minor: int
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class DueList:
    """All that is open, the earliest due first."""

    invoices: tuple[DueInvoice, ...]

    def owed_minor(self, currency: str = "PHP") -> int:
        """All of it together, in one currency."""
        return sum(one.owed_minor for one in self.invoices if one.currency == currency)

    def overdue_minor(self, currency: str = "PHP") -> int:
        """What should have been paid by now."""
        return sum(one.owed_minor for one in self.invoices if one.is_overdue and one.currency == currency)


def due_for(*customer_refs: str) -> DueList:
    """The open invoices of these customers (one person may be several), oldest due first: two statements."""
    found = Invoice.objects.filter(customer_ref__in=customer_refs, state=InvoiceState.ISSUED).order_by("due_on", "id")
    columns = ("id", "number_text", "description", "issued_on", "due_on", "currency", "total_minor")
    rows = [(ids.encode("inv", pk), *rest) for pk, *rest in found.values_list(*columns)]
    owed, today = balances.open_amounts(row[0] for row in rows), billing_day()
    return DueList(
        tuple(
            DueInvoice(
                ref=ref,
                number=number,
                description=description,
                issued_on=issued_on,
                due_on=due_on,
                currency=currency,
                total_minor=total_minor,
                owed_minor=owed[ref],
                is_overdue=due_on < today,
            )
            for ref, number, description, issued_on, due_on, currency, total_minor in rows
            if owed[ref] > 0
        )
    )
