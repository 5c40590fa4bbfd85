"""Refunds: asked with a reason, followed until they end."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.approvals.models import Proposal
from tiwala.console.asking import waits
from tiwala.console.chips import chips
from tiwala.console.forming import Crumb, FormPage, do, form_page
from tiwala.console.forms.base import shown
from tiwala.console.forms.money import RefundForm
from tiwala.console.paging import page_of
from tiwala.console.queries.payment_page import failure_words, payment_page
from tiwala.console.queries.people import staff_name
from tiwala.console.refund_words import story_of_all, try_words
from tiwala.customers import queries as customers
from tiwala.gateways.queries import account_by_public_id
from tiwala.invoicing.queries import paper_of_refund
from tiwala.kit.actor import Actor
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.ask_for_payback import ask_for_payback
from tiwala.payments.actions.ask_for_refund import ask_for_refund
from tiwala.payments.actions.call_off_refund import call_off_refund
from tiwala.payments.facts import PaybackFacts
from tiwala.payments.giving_back import Source, sources
from tiwala.payments.models import Payment, Refund
from tiwala.payments.queries import captured_attempt
from tiwala.payments.states import REFUND, RefundState

STATES: Final = (
    ("", gettext_lazy("All")),
    ("asked", gettext_lazy("Asked for")),
    ("waiting", gettext_lazy("Wait for tomorrow")),
    ("sent", gettext_lazy("Sent")),
    ("unknown", gettext_lazy("Not known yet")),
    ("done", gettext_lazy("Done")),
    ("failed", gettext_lazy("Failed")),
)
WAYS: Final = {
    "gateway": gettext_lazy("The way it came"),
    "credit": gettext_lazy("As the customer's credit"),
    "cash": gettext_lazy("In cash over the counter"),
    "transfer": gettext_lazy("By transfer, to an account the payer gives"),
}


@staff("refund.view")
@require_safe
def refunds(request: HttpRequest) -> HttpResponse:
    """All refunds, newest first."""
    found, state = Refund.objects.select_related("payment"), request.GET.get("state", "")
    if state in set(RefundState):
        found = found.filter(state=state)
    page = page_of(found, request)
    names = customers.cards_by_ref({one.payment.customer_ref for one in page.rows}, by=actor_of(request))
    rows = [
        {"refund": one, "name": names[one.payment.customer_ref].name, "way": WAYS.get(one.to, one.to)}
        for one in page.rows
    ]
    facts = {"page_of": page, "rows": rows, "chips": chips(request, name="state", choices=STATES)}
    return render(request, "console/refunds.html", facts)


@staff("refund.view")
@require_safe
def refund(request: HttpRequest, ref: str) -> HttpResponse:
    """One refund: how much, why, where it stands."""
    found = _found(ref)
    customer_ref = found.payment.customer_ref
    facts = {
        "refund": found,
        "ref": ref,
        "customer_ref": customer_ref,
        "customer_name": customers.cards_by_ref({customer_ref}, by=actor_of(request))[customer_ref].name,
        "way": WAYS.get(found.to, found.to),
        "through": account_by_public_id(found.attempt.gateway_account_ref).label if found.attempt else "",
        "failure": failure_words(found),
        "asked_by": staff_name(found.asked_by),
        "can_ask": RefundState(found.state) in REFUND.open - {RefundState.WAITING} and found.to == "gateway",
        "payback": getattr(found, "payback", None) if found.to == "transfer" else None,
        "paper": paper_of_refund(ref),
    }
    return render(request, "console/refund.html", facts)


@staff("refund.create", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for a refund of a part or all of a payment."""
    payment: Payment = Payment.objects.visible_to(actor_of(request)).by_public_id(ref)
    there = [one for one in sources(payment) if one.left.minor]
    form = _form(request, payment, there)

    def run() -> str:
        if form.cleaned_data["to"] == "transfer":
            return _ask_payer(request, form.payback_facts(ref))
        made = ask_for_refund(form.facts(ref), by=actor_of(request))
        return waits(request, made) if isinstance(made, Proposal) else _under_way(request, made)

    beside = _beside(payment, actor_of(request))
    return form_page(request, form=form, page=_page(payment, there), run=run, **beside)


def _form(request: HttpRequest, payment: Payment, there: list[Source]) -> RefundForm:
    """Only the ways that can work; which of two tries, where both brought money."""
    by_rail = any(one.terms.kind != "none" for one in there)
    ways = [(code, str(words)) for code, words in WAYS.items() if code != "gateway" or by_rail]
    tries = [(one.attempt.public_id, try_words(one)) for one in there] if len(there) > 1 else []
    initial = {"amount": shown(there[0].left if tries else payment.refundable), "attempt": tries and tries[0][0]}
    may_wait = any(one.terms.parts_from is not None for one in there)
    return RefundForm(request.POST or None, ways=ways, tries=tries, may_wait=may_wait, initial=initial)


def _page(payment: Payment, there: list[Source]) -> FormPage:
    back = reverse("console:payment", args=[payment.public_id])
    return FormPage(
        heading=_("Give money back"),
        submit=_("Give it back"),
        tone="danger",
        story=story_of_all(there),
        back=back,
        template="console/form_about_try.html",
        crumbs=(Crumb(label=_("Payments"), url=reverse("console:payments")), Crumb(label=_("Payment"), url=back)),
    )


def _under_way(request: HttpRequest, made: Refund) -> str:
    waits_for_day = made.state == RefundState.WAITING
    messages.success(request, _("The refund leaves tomorrow.") if waits_for_day else _("The refund is under way."))
    return reverse("console:refund", args=[made.public_id])


@staff("refund.create", step_up=True)
@require_POST
def call_off(request: HttpRequest, ref: str) -> HttpResponse:
    """Call off a refund that waits for tomorrow."""
    found = _found(ref)
    return do(
        request,
        run=lambda: call_off_refund(found.pk, by=actor_of(request)),
        done=_("It was called off; nothing left."),
        back=reverse("console:refund", args=[ref]),
    )


@staff("payment.ask_again")
@require_POST
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the gateway what became of a refund."""
    found = _found(ref)
    return do(
        request,
        run=lambda: ask_about_refund(found.pk, by=actor_of(request), source="staff"),
        done=_("The gateway was asked. What it said is below."),
        back=reverse("console:refund", args=[ref]),
    )


def _ask_payer(request: HttpRequest, facts: PaybackFacts) -> str:
    made = ask_for_payback(facts, by=actor_of(request))
    messages.success(request, _("The payer has a letter with a link to tell us an account."))
    return reverse("console:payback", args=[made.public_id])


def _beside(payment: Payment, actor: Actor) -> dict[str, object]:
    view, ref = payment_page(payment.public_id, by=actor), payment.customer_ref
    name = customers.cards_by_ref({ref}, by=actor)[ref].name
    return {"view": view, "attempt": captured_attempt(payment), "customer_name": name}


def _found(ref: str) -> Refund:
    found: Refund = Refund.objects.select_related("payment", "attempt").by_public_id(ref)
    return found
