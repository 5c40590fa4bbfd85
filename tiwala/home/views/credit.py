"""Use my credit for what is due."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiwala.business import queries as business
from tiwala.customers.access import must_pay_for
from tiwala.home import whose
from tiwala.home.dues import dues_of
from tiwala.home.forms import read_key
from tiwala.kit.actor import Actor
from tiwala.kit.errors import Refusal
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, customer_only
from tiwala.ledger import balances
from tiwala.payments.actions.apply_credit import apply_credit
from tiwala.payments.facts import Target
from tiwala.ui.templatetags.ui import money


@customer_only
@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Pay from credit, the earliest due first, as far as it goes; once per form."""
    here, key = whose.here(request), read_key(request.POST)
    must_pay_for(here.ref, by=actor_of(request))
    used = _use(here.ref, key=key, by=actor_of(request))
    if used.minor:
        messages.success(request, _("%(sum)s of your credit was used.") % {"sum": money(used)})
    else:
        messages.info(request, _("There was no credit to use, or nothing to use it for."))
    return redirect("home:overview")


def _use(customer_ref: str, *, key: str, by: Actor) -> Money:
    currency = business.profile_facts().currency
    used = Money.zero(currency)
    for one in dues_of(customer_ref, currency=currency).free:
        if balances.credit_of(customer_ref, currency=currency) <= 0:
            break
        target = Target(one.ref, Money(one.owed_minor, currency))
        try:
            used += apply_credit(customer_ref, target=target, key=key, by=by)
        except Refusal:  # somebody was quicker with the credit or with the invoice: what is left is shown
            break
    return used
