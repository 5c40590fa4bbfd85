"""Invoices: the list, one invoice, and the list as a file."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tiwala.console.chips import chips
from tiwala.console.exporting import export_list
from tiwala.console.paging import CURSOR, links_of
from tiwala.console.views import invoice_page as page
from tiwala.invoicing.queries import InvoiceFilters, InvoiceRow, invoice_page, list_invoices
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, staff

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
EXPORT_SIZE, EXPORT_MOST = 200, 50


@staff("invoice.view")
@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """All invoices, newest first, fifty a page."""
    found = list_invoices(by=actor_of(request), filters=_filters(request), cursor=request.GET.get(CURSOR, ""))
    facts = {
        "page_of": links_of(found.rows, request, next_cursor=found.next_cursor),
        "chips": chips(request, name="settlement", choices=STANDINGS),
        "number": request.GET.get("number", ""),
    }
    return render(request, "console/invoices.html", facts)


@staff("report.export")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as CSV, with the filters of the address."""
    actor, rows, cursor = actor_of(request), list[InvoiceRow](), ""
    for _again in range(EXPORT_MOST):
        found = list_invoices(by=actor, filters=_filters(request), cursor=cursor, size=EXPORT_SIZE)
        rows += found.rows
        cursor = found.next_cursor
        if not cursor:
            break
    head = [_("Number"), _("Customer"), _("State"), _("Issued on"), _("Due on"), _("Currency"), _("Total"), _("Owed")]
    return export_list("invoices", head=head, rows=[_cells(row) for row in rows], by=actor)


@staff("invoice.view")
@require_safe
def invoice(request: HttpRequest, ref: str) -> HttpResponse:
    """One invoice whole: its lines, its money, its links, its papers."""
    view = invoice_page(ref, by=actor_of(request))
    rows = page.links_of(view)
    facts = {
        "view": view,
        "ref": ref,
        "dots": page.steps_of(view),
        "lines": page.lines_of(view),
        "links": rows,
        "has_living_link": any(row.state == "live" for row in rows),
        "papers": page.papers_of(view),
    }
    return render(request, "console/invoice.html", facts)


def _filters(request: HttpRequest) -> InvoiceFilters:
    known = {value for value, _words in STANDINGS}
    standing = request.GET.get("settlement", "")
    return InvoiceFilters(
        settlement=standing if standing in known else "",
        customer_ref=request.GET.get("customer", ""),
        number=request.GET.get("number", ""),
        issued_from=_day(request.GET.get("since", "")),
        issued_until=_day(request.GET.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _cells(row: InvoiceRow) -> list[object]:
    total, owed = Money(row.total_minor, row.currency), Money(row.owed_minor, row.currency)
    who = row.customer_name
    return [row.number, who, str(row.settlement), row.issued_on, row.due_on, row.currency, total.decimal, owed.decimal]
