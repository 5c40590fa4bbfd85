"""My receipts, and my statement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tiwala.home import whose
from tiwala.home.pages import page
from tiwala.home.statements import as_csv, read_days, statement_of
from tiwala.invoicing.queries import receipts_of
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import customer_only


@customer_only
@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    """Every receipt and refund document, newest first."""
    here = whose.here(request)
    return page(request, "home/receipts.html", here=here, receipts=receipts_of(here.ref))


@customer_only
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """What was billed and paid between two days, with the balance after each; as a spreadsheet with ?as=csv."""
    here, wrong = whose.here(request), ""
    asked = request.GET.get("since", "")[:10], request.GET.get("until", "")[:10]
    try:
        since, until = read_days(*asked)
    except BadInput as refusal:
        wrong = next(iter(refusal.fields.values()))
        since, until = read_days("", "")
    found = statement_of(here.ref, since, until)
    if request.GET.get("as") == "csv" and not wrong:
        return _sheet(as_csv(found), f"statement-{since}-{until}.csv")
    return page(request, "home/statement.html", here=here, statement=found, wrong=wrong, status=422 if wrong else 200)


def _sheet(text: str, name: str) -> HttpResponse:
    """With a byte order mark, so that spreadsheets read ñ and ₱ right."""
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response
