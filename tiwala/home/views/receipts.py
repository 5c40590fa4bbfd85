"""My receipts, and my statement."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from tiwala.business import queries as business
from tiwala.home import tries, whose
from tiwala.home.pages import page
from tiwala.home.statements import as_csv, read_days, statement_of
from tiwala.invoicing.queries import receipts_of
from tiwala.kit import clock
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, customer_only
from tiwala.payments.models import Payment

YEAR = timedelta(days=366)


@customer_only
@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    """Every receipt and refund document, newest first."""
    here = whose.here(request)
    return page(request, "home/receipts.html", here=here, receipts=receipts_of(here.ref))


@customer_only
@require_safe
def payment(request: HttpRequest, payment_ref: str) -> HttpResponse:
    """The page of the payment that a receipt is about; of money that no gateway took there is none."""
    attempt = tries.taken(Payment.objects.visible_to(actor_of(request)).by_public_id(payment_ref))
    return redirect("home:payment", attempt.public_id) if attempt else redirect("home:receipts")


@customer_only
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """What was billed and paid between two days, with the balance after each.

    What goes back more than a year, or leaves as a spreadsheet, is behind the door below.
    """
    since = request.GET.get("since", "")[:10]
    a_year_ago = clock.today(business.profile_facts().time_zone) - YEAR
    if request.GET.get("as") == "csv" or "" < since < a_year_ago.isoformat():
        return redirect(f"{reverse('home:statement_whole')}?{request.GET.urlencode()}")
    return _statement(request)


@customer_only(factor=True, step_up=True)
@require_safe
def statement_whole(request: HttpRequest) -> HttpResponse:
    """The same over any time, and as a spreadsheet with ?as=csv: for who proved it with a second factor lately."""
    return _statement(request)


def _statement(request: HttpRequest) -> HttpResponse:
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
