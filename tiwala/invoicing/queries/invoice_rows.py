"""The list of invoices: filtered, paged, each row with what is owed on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from tiwala.customers import queries as customers
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.models.invoice import InvoiceQuerySet
from tiwala.invoicing.queries.open_invoices import billing_day, owed_by_id
from tiwala.invoicing.settlement import Settlement, Standing, settlement
from tiwala.invoicing.states import InvoiceState
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId, BadInput
from tiwala.ledger import balances

PAGE = 50
PAGE_MAX = 200
NUMBER_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFilters:
    """What to show; an empty value means all. `settlement` is one of Settlement, `number` any part of the number."""

    settlement: str = ""
    state: str = ""
    customer_ref: str = ""
    branch_code: str = ""
    number: str = ""
    issued_from: date | None = None
    issued_until: date | None = None


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice in a list. Amounts are minor units; `customer_name` is empty for readers who are not staff."""

    ref: str
    number: str
    customer_ref: str
    customer_name: str
    state: str
    settlement: Settlement
    description: str
    issued_on: date | None
    due_on: date | None
    sent_at: datetime | None
    currency: str
    total_minor: int
    owed_minor: int
    credited_minor: int


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """A page of the list; `next_cursor` is empty on the last one."""

    rows: tuple[InvoiceRow, ...]
    next_cursor: str


class _Columns(TypedDict):
    id: UUID
    number_text: str
    customer_ref: str
    state: str
    description: str
    issued_on: date | None
    due_on: date | None
    sent_at: datetime | None
    currency: str
    total_minor: int
    credited_minor: int


_NAMES = tuple(_Columns.__annotations__)


def list_invoices(
    *, by: Actor, filters: InvoiceFilters | None = None, cursor: str = "", size: int = PAGE
) -> InvoicePage:
    """The invoices this actor may see, newest first: at most four statements, whatever the size of the page.

    `cursor` is the `next_cursor` of the page before. Refuses (BadInput) one that is not, and unknown filters.
    """
    wanted = filters or InvoiceFilters()
    found, owed = _filtered(Invoice.objects.visible_to(by), wanted)
    if cursor:
        found = found.filter(pk__lt=_cursor(cursor))
    size = max(1, min(size, PAGE_MAX))
    rows: list[Any] = list(found.order_by("-id").values(*_NAMES)[: size + 1])
    more, rows = rows[size:], rows[:size]
    if owed is None:
        sums = balances.open_amounts(ids.encode("inv", row["id"]) for row in rows)
        owed = {row["id"]: sums[ids.encode("inv", row["id"])] for row in rows}
    names = _names(rows, by=by)
    today = billing_day()
    shown = tuple(
        _row(row, owed.get(row["id"], 0), name=names.get(row["customer_ref"], ""), today=today) for row in rows
    )
    return InvoicePage(shown, ids.encode("inv", rows[-1]["id"]) if more else "")


def _filtered(found: InvoiceQuerySet, wanted: InvoiceFilters) -> tuple[InvoiceQuerySet, dict[UUID, int] | None]:
    if wanted.state:
        found = found.filter(state=_known(wanted.state, InvoiceState, "state"))
    if wanted.customer_ref:
        found = found.filter(customer_ref=wanted.customer_ref[:NUMBER_MAX])
    if wanted.branch_code:
        found = found.filter(branch__code=wanted.branch_code[:NUMBER_MAX])
    if wanted.number:
        found = found.filter(number_text__icontains=wanted.number.replace("\0", "").strip()[:NUMBER_MAX])
    if wanted.issued_from:
        found = found.filter(issued_on__gte=wanted.issued_from)
    if wanted.issued_until:
        found = found.filter(issued_on__lt=wanted.issued_until)
    if not wanted.settlement:
        return found, None
    return _standing_as(found, Settlement(_known(wanted.settlement, Settlement, "settlement")))


def _standing_as(found: InvoiceQuerySet, wanted: Settlement) -> tuple[InvoiceQuerySet, dict[UUID, int]]:
    """Narrowed to one settlement, with what the ledger says is owed: the same words as settlement.py, as a query."""
    if wanted in (Settlement.DRAFT, Settlement.DROPPED, Settlement.VOID):
        return found.filter(state=wanted.value), {}
    owed = owed_by_id()
    issued = found.filter(state=InvoiceState.ISSUED)
    today = billing_day()
    is_open = issued.filter(pk__in=list(owed))
    if wanted is Settlement.OVERDUE:
        return is_open.filter(due_on__lt=today), owed
    if wanted in (Settlement.OPEN, Settlement.PART):
        waiting = is_open.filter(due_on__gte=today)
        part = [pk for pk, total, credited in waiting.values_list("pk", "total_minor", "credited_minor")
                if owed[pk] < total - credited]  # fmt: skip
        return waiting.filter(pk__in=part) if wanted is Settlement.PART else waiting.exclude(pk__in=part), owed
    settled = issued.exclude(pk__in=list(owed))
    if wanted is Settlement.CREDITED:
        return settled.filter(credited_minor__gte=F("total_minor")), owed
    return settled.filter(credited_minor__lt=F("total_minor")), owed


def _known(text: str, names: type[InvoiceState | Settlement], field: str) -> str:
    if text not in set(names):
        raise BadInput(fields={field: _("Choose one of the list.")})
    return text


def _cursor(text: str) -> UUID:
    try:
        return ids.decode("inv", text)
    except BadId:
        raise BadInput(fields={"cursor": _("That page mark is not one of ours.")}) from None


def _names(rows: list[_Columns], *, by: Actor) -> dict[str, str]:
    if not by.may("customer.view"):
        return {}
    return {
        ref: card.name for ref, card in customers.cards_by_ref({row["customer_ref"] for row in rows}, by=by).items()
    }


def _row(row: _Columns, owed_minor: int, *, name: str, today: date) -> InvoiceRow:
    standing = Standing(row["total_minor"], owed_minor, row["credited_minor"])
    return InvoiceRow(
        ref=ids.encode("inv", row["id"]),
        number=row["number_text"],
        customer_ref=row["customer_ref"],
        customer_name=name,
        state=row["state"],
        settlement=settlement(row["state"], standing, due_on=row["due_on"], today=today),
        description=row["description"],
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        sent_at=row["sent_at"],
        currency=row["currency"],
        total_minor=row["total_minor"],
        owed_minor=max(owed_minor, 0),
        credited_minor=row["credited_minor"],
    )
