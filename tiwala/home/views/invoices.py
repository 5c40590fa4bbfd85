"""My invoices: the list, and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tiwala.home import autopaying, whose
from tiwala.home.bills import bill
from tiwala.home.pages import page
from tiwala.invoicing.queries import InvoiceFilters, list_invoices
from tiwala.kit.policy import actor_of, customer_only

SIZE = 25


@customer_only
@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """All that was ever billed, newest first."""
    here, shown = whose.here(request), request.GET.get("show", "")[:10]
    wanted = InvoiceFilters(customer_ref=here.ref, settlement=shown)
    found = list_invoices(by=actor_of(request), filters=wanted, cursor=request.GET.get("after", "")[:40], size=SIZE)
    here_url, after = reverse("home:invoices"), found.next_cursor
    older = f"{here_url}?{urlencode({'show': shown, 'after': after})}" if after else ""
    return page(request, "home/invoices.html", here=here, rows=found.rows, older=older, chips=_chips(here_url, shown))


@customer_only
@require_safe
def invoice(request: HttpRequest, invoice_ref: str) -> HttpResponse:
    """One invoice of my own; anybody else's is not there."""
    actor = actor_of(request)
    more: dict[str, Any] = {"bill": bill(invoice_ref, by=actor), "coming": autopaying.coming_row(invoice_ref, by=actor)}
    return page(request, "home/invoice.html", here=whose.here(request), **more)


def _chips(url: str, shown: str) -> list[dict[str, object]]:
    names = {"": _("All"), "open": _("To pay"), "overdue": _("Overdue"), "part": _("Part paid"), "paid": _("Paid")}
    return [
        {"label": label, "url": f"{url}?show={name}" if name else url, "is_current": name == shown, "count": None}
        for name, label in names.items()
    ]
