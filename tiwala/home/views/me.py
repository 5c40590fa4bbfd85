"""My data: what the business holds about me, put right by myself, and a copy to take away."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.customers import queries as customers
from tiwala.customers.actions.correct_customer import correct_customer
from tiwala.customers.facts import CustomerFacts
from tiwala.customers.models import Customer
from tiwala.customers.personal_data import held_about
from tiwala.fraud.personal_data import held_about as watching_holds
from tiwala.fraud.telling import how_it_works
from tiwala.home import whose
from tiwala.home.pages import page
from tiwala.kit.conf import conf
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, customer_only
from tiwala.payments.personal_data import held_about as payments_hold
from tiwala.transfers.personal_data import held_about as proofs_about

FIELDS = ("name", "email", "phone", "address", "tin", "tax_kind", "language")
LETTERS_MAX = 400


@customer_only
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """What is held, in a form that puts it right."""
    here = whose.here(request)
    customer = customers.by_ref(here.ref, by=actor_of(request))
    if request.method != "POST":
        return _form(request, here, dict(_held(customer)))
    typed = {name: request.POST.get(name, "")[:LETTERS_MAX] for name in FIELDS}
    try:
        correct_customer(customer.pk, facts=CustomerFacts(**typed), by=actor_of(request))
    except BadInput as refusal:
        return _form(request, here, typed, wrong=refusal.fields)
    messages.success(request, _("Saved. Papers already issued stay as they were."))
    return redirect("home:me")


@customer_only(needs="manages", factor=True, step_up=True)
@require_safe
def my_copy(request: HttpRequest) -> HttpResponse:
    """Everything personal that this portal holds about the customer, to take away (JSON)."""
    here = whose.here(request)
    customer = customers.by_ref(here.ref, by=actor_of(request))
    facts: dict[str, object] = {
        "customer": customer.public_id,
        "since": customer.created_at.isoformat(),
        **_held(customer),
    }
    facts["proofs"] = proofs_about(customer.public_id)
    facts["payments"] = payments_hold(customer.public_id)
    facts["how_tries_are_judged"] = how_it_works(conf.fraud.keep_months)
    facts["tries_watched"] = watching_holds(customer.public_id)
    response = HttpResponse(json.dumps(facts, ensure_ascii=False, indent=2), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "no-store, private"
    return response


def _held(customer: Customer) -> dict[str, str]:
    return held_about(customer) | {"language": customer.language}


def _form(
    request: HttpRequest, here: whose.Here, values: dict[str, str], *, wrong: dict[str, str] | None = None
) -> HttpResponse:
    kinds = [("", _("Not said")), ("vat", _("VAT-registered")), ("non_vat", _("Not VAT-registered"))]
    return page(
        request,
        "home/me.html",
        here=here,
        values=values,
        wrong=wrong or {},
        kinds=kinds,
        languages=[("en", "English"), ("fil", "Filipino")],
        watched_months=conf.fraud.keep_months,
        status=422 if wrong else 200,
    )
