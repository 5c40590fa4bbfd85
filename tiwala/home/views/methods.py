"""Ways to pay: what is offered, what is kept, and how a kept one is removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiwala.autopay.queries import agreement_of
from tiwala.business import queries as business
from tiwala.home import ways, whose
from tiwala.home.autopaying import standing_of
from tiwala.home.kept import kept_rows
from tiwala.home.pages import page
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, customer_only
from tiwala.payments.actions.forget_method import forget_method


@customer_only
@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """What is kept, masked; what is offered besides."""
    here = whose.here(request)
    agreement = agreement_of(here.ref, by=actor_of(request))
    offered = ways.ways_for(Money(100_00, business.profile_facts().currency))
    return page(
        request,
        "home/methods.html",
        here=here,
        ways=offered,
        kept=kept_rows(here.ref, by=actor_of(request)),
        standing=standing_of(agreement) if agreement else None,
        can_keep=any(way.can_keep for way in offered),
    )


@customer_only(needs="pays", factor=True, step_up=True)
@require_POST
def remove(request: HttpRequest, method_ref: str) -> HttpResponse:
    """Remove a kept way to pay, here and at the payment company."""
    forget_method(method_ref, by=actor_of(request))
    messages.success(request, _("Removed. It pays nothing any more."))
    return redirect("home:methods")
