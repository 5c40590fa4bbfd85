"""One customer with all around: what they owe, what we owe them, what happened lately."""

from __future__ import annotations

from dataclasses import dataclass

from tiwala.customers import queries as customers
from tiwala.customers.facts import CustomerCard
from tiwala.customers.models import Customer
from tiwala.identity.models import CustomerAccess
from tiwala.invoicing.queries import DueList, InvoiceFilters, InvoiceRow, due_for, list_invoices
from tiwala.kit.actor import Actor
from tiwala.ledger import balances
from tiwala.payments.models import Payment

SHOWN = 10


@dataclass(frozen=True, slots=True)
class CustomerView:
    """Everything the page shows; amounts in minor units of pesos."""

    customer: Customer
    card: CustomerCard
    due: DueList
    owed_minor: int
    overdue_minor: int
    credit_minor: int
    invoices: tuple[InvoiceRow, ...]
    payments: list[Payment]
    sign_ins: int


def customer_page(ref: str, *, by: Actor) -> CustomerView:
    """The customer this actor may see, or NotFound."""
    customer = customers.by_ref(ref, by=by)
    due = due_for(ref)
    return CustomerView(
        customer=customer,
        card=customers.card(customer),
        due=due,
        owed_minor=due.owed_minor(),
        overdue_minor=due.overdue_minor(),
        credit_minor=balances.credit_of(ref),
        invoices=list_invoices(by=by, filters=InvoiceFilters(customer_ref=ref), size=SHOWN).rows,
        payments=list(Payment.objects.visible_to(by).filter(customer_ref=ref).order_by("-id")[:SHOWN]),
        sign_ins=CustomerAccess.objects.filter(customer_ref=ref, user__is_active=True).count(),
    )
