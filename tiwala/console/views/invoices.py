"""Invoices: the list, one invoice, and the list as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tiwala.console.chips import chips
from tiwala.console.exporting import leave_without_names
from tiwala.console.paging import CURSOR, links_of
from tiwala.console.queries.lists import STANDINGS, invoice_filters
from tiwala.console.views import invoice_page as page
from tiwala.invoicing.queries import invoice_page, list_invoices
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.queries import open_disputes_about


@staff("invoice.view")
@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """All invoices, newest first, fifty a page."""
    found = list_invoices(
        by=actor_of(request), filters=invoice_filters(request.GET), cursor=request.GET.get(CURSOR, "")
    )
    facts = {
        "page_of": links_of(found.rows, request, next_cursor=found.next_cursor),
        "chips": chips(request, name="settlement", choices=STANDINGS),
        "number": request.GET.get("number", ""),
    }
    return render(request, "console/invoices.html", facts)


@staff("report.export", step_up=True)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as CSV, with ids in place of people."""
    return leave_without_names(request, "invoices")


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
        "disputes": open_disputes_about(ref),
    }
    return render(request, "console/invoice.html", facts)
