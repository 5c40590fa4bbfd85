"""One customer with all around: what they owe, what we owe them, what happened lately."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce

from tiwala.console.queries.kept_methods import Kept, kept_of
from tiwala.customers import queries as customers
from tiwala.customers.facts import CustomerCard
from tiwala.customers.models import Customer
from tiwala.identity.models import CustomerAccess
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.queries import DueList, due_for
from tiwala.invoicing.queries.open_invoices import billing_day
from tiwala.invoicing.settlement import Settlement, Standing, settlement
from tiwala.kit.actor import Actor
from tiwala.ledger import balances
from tiwala.payments.models import Payment

SHOWN = 10


@dataclass(frozen=True, slots=True)
class RecentInvoice:
    """One of the newest invoices, with how it stands."""

    invoice: Invoice
    owed_minor: int
    settlement: Settlement


@dataclass(frozen=True, slots=True)
class CustomerView:
    """Everything the page shows; amounts in minor units of pesos."""

    customer: Customer
    card: CustomerCard
    due: DueList
    owed_minor: int
    overdue_minor: int
    credit_minor: int
    invoices: list[RecentInvoice]
    payments: list[Payment]
    sign_ins: int
    kept: Kept


def customer_page(ref: str, *, by: Actor) -> CustomerView:
    """The customer this actor may see, or NotFound."""
    customer = _with_sign_ins(ref, by=by)
    due = due_for(ref)
    return CustomerView(
        customer=customer,
        card=customers.card(customer),
        due=due,
        owed_minor=due.owed_minor(),
        overdue_minor=due.overdue_minor(),
        credit_minor=balances.credit_of(ref),
        invoices=_newest(ref, due),
        payments=list(Payment.objects.visible_to(by).filter(customer_ref=ref).order_by("-id")[:SHOWN]),
        sign_ins=customer.sign_ins,  # type: ignore[attr-defined]
        kept=kept_of(ref, by=by),
    )


def _with_sign_ins(ref: str, *, by: Actor) -> Customer:
    """The customer and how many people can sign in for them, in one statement."""
    people = CustomerAccess.objects.filter(customer_ref=ref, user__is_active=True).order_by().values("customer_ref")
    many = Subquery(people.annotate(many=Count("pk")).values("many"), output_field=IntegerField())
    found = Customer.objects.visible_to(by).annotate(sign_ins=Coalesce(many, 0))
    one: Customer = found.by_public_id(ref)
    return one


def _newest(ref: str, due: DueList) -> list[RecentInvoice]:
    """The newest invoices: one statement, since what is owed is known from the list of what is due."""
    owed, today = {one.ref: one.owed_minor for one in due.invoices}, billing_day()
    found = Invoice.objects.filter(customer_ref=ref).defer("buyer", "seller").order_by("-id")[:SHOWN]
    return [
        RecentInvoice(
            invoice=one,
            owed_minor=owed.get(one.public_id, 0),
            settlement=settlement(
                one.state,
                Standing(one.total_minor, owed.get(one.public_id, 0), one.credited_minor),
                due_on=one.due_on,
                today=today,
            ),
        )
        for one in found
    ]
