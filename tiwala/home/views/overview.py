"""What I owe now, on top; then the little that matters besides. And whose things are shown."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tiwala.business import queries as business
from tiwala.home import autopaying, whose
from tiwala.home.dues import dues_of
from tiwala.home.pages import page
from tiwala.invoicing.queries import receipts_of
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, customer_only
from tiwala.ledger import balances
from tiwala.payments.queries import open_disputes_of, open_paybacks_of

FEW = 5


@customer_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    here, currency = whose.here(request), business.profile_facts().currency
    dues = dues_of(here.ref, currency=currency)
    due = (*dues.free, *dues.busy)
    coming = autopaying.coming_rows(here.ref, by=actor_of(request)) if due else {}
    return page(
        request,
        "home/overview.html",
        here=here,
        dues=dues,
        key=uuid4(),
        first=due[0] if due else None,
        due_few=[(one, coming.get(one.ref)) for one in due[:FEW]],
        credit=Money(balances.credit_of(here.ref, currency=currency), currency),
        receipts=receipts_of(here.ref, limit=FEW),
        paybacks=open_paybacks_of(here.ref),
        disputes=open_disputes_of(here.ref),
    )


@customer_only
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Show another of the customers this person pays for."""
    whose.choose(request, request.POST.get("customer", "")[:40])
    return redirect("home:overview")


@customer_only
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where password, second step, e-mail address and sessions are kept in order."""
    return page(request, "home/security.html", here=whose.here(request))
