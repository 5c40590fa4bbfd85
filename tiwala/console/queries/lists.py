"""The lists that leave as files, with and without what is personal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.console.days import asked_day
from tiwala.console.spreadsheet import ROWS_MAX
from tiwala.customers import queries as customers
from tiwala.invoicing.queries import InvoiceFilters, InvoiceRow, list_invoices
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.payments.models import Payment
from tiwala.payments.models.payment import PaymentQuerySet
from tiwala.payments.states import PaymentState

STANDINGS: Final = (
    ("", gettext_lazy("All")),
    ("overdue", gettext_lazy("Overdue")),
    ("open", gettext_lazy("Waiting")),
    ("part", gettext_lazy("Part paid")),
    ("paid", gettext_lazy("Paid")),
    ("draft", gettext_lazy("Drafts")),
    ("credited", gettext_lazy("Credited")),
    ("void", gettext_lazy("Void")),
)
PAGE_SIZE, PAGES_MOST = 200, 50
Rows = tuple[list[str], list[list[object]]]


@dataclass(frozen=True, slots=True)
class ListKind:
    """A list by its name: its title, the permission to see it, and how its head and rows are read."""

    title: Promise | str
    permission: str
    read: Callable[[QueryDict, Actor, bool], Rows]


def invoice_filters(asked: QueryDict) -> InvoiceFilters:
    """What the address asks for; nonsense counts for nothing."""
    standing = asked.get("settlement", "")
    return InvoiceFilters(
        settlement=standing if standing in {value for value, _words in STANDINGS} else "",
        customer_ref=asked.get("customer", ""),
        number=asked.get("number", ""),
        issued_from=asked_day(asked.get("since", "")),
        issued_until=asked_day(asked.get("until", "")),
    )


def filtered_payments(asked: QueryDict, by: Actor) -> PaymentQuerySet:
    """The payments the address asks for."""
    found: PaymentQuerySet = Payment.objects.visible_to(by)
    state, customer_ref = asked.get("state", ""), asked.get("customer", "")
    if state in set(PaymentState):
        found = found.filter(state=state)
    return found.filter(customer_ref=customer_ref.replace("\0", "")) if customer_ref else found


def _customers(asked: QueryDict, by: Actor, full: bool) -> Rows:  # noqa: FBT001 -- the shape of every list
    found = customers.search(asked.get("q", ""), by=by).order_by("-pk")[:ROWS_MAX]
    cards = customers.cards(found)
    if not full:
        return [_("Id"), _("State")], [[card.ref, card.state] for card in cards]
    head = [_("Id"), _("Name"), _("E-mail"), _("Phone"), _("State")]
    return head, [[card.ref, card.name, card.email, card.phone, card.state] for card in cards]


def _invoices(asked: QueryDict, by: Actor, full: bool) -> Rows:  # noqa: FBT001 -- the shape of every list
    rows, cursor = list[InvoiceRow](), ""
    for _again in range(PAGES_MOST):
        found = list_invoices(by=by, filters=invoice_filters(asked), cursor=cursor, size=PAGE_SIZE)
        rows += found.rows
        cursor = found.next_cursor
        if not cursor:
            break
    head = [_("Number"), _("Customer"), _("State"), _("Issued on"), _("Due on"), _("Currency"), _("Total"), _("Owed")]
    return head, [_invoice_cells(row, full=full) for row in rows]


def _invoice_cells(row: InvoiceRow, *, full: bool) -> list[object]:
    total, owed = Money(row.total_minor, row.currency), Money(row.owed_minor, row.currency)
    who = row.customer_name if full else row.customer_ref
    return [row.number, who, str(row.settlement), row.issued_on, row.due_on, row.currency, total.decimal, owed.decimal]


def _payments(asked: QueryDict, by: Actor, full: bool) -> Rows:  # noqa: FBT001 -- the shape of every list
    found = list(filtered_payments(asked, by).order_by("-pk")[:ROWS_MAX])
    cards = customers.cards_by_ref({one.customer_ref for one in found}, by=by) if full else {}
    names = {ref: card.name for ref, card in cards.items()}
    head = [_("Id"), _("When"), _("Customer"), _("How"), _("State"), _("Currency"), _("Amount"), _("Given back")]
    return head, [_payment_cells(one, names.get(one.customer_ref, one.customer_ref)) for one in found]


def _payment_cells(one: Payment, who: str) -> list[object]:
    back = Money(one.refunded_minor, one.currency)
    rest = [one.method, one.state, one.currency, one.amount.decimal, back.decimal if back else ""]
    return [one.public_id, one.created_at.isoformat(timespec="seconds"), who, *rest]


LISTS: Final[dict[str, ListKind]] = {
    "customers": ListKind(gettext_lazy("Customers"), "customer.view", _customers),
    "invoices": ListKind(gettext_lazy("Invoices"), "invoice.view", _invoices),
    "payments": ListKind(gettext_lazy("Payments"), "payment.view", _payments),
}
"""Every list that may leave."""
