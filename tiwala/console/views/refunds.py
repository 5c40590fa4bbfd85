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
from tiwala.customers import queries as customers
from tiwala.invoicing.queries import paper_of_refund
from tiwala.kit.actor import Actor
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.ask_for_refund import ask_for_refund
from tiwala.payments.models import Payment, Refund
from tiwala.payments.queries import captured_attempt, way_back
from tiwala.payments.states import REFUND, RefundState

STATES: Final = (
    ("", gettext_lazy("All")),
    ("asked", gettext_lazy("Asked for")),
    ("sent", gettext_lazy("Sent")),
    ("unknown", gettext_lazy("Not known yet")),
    ("done", gettext_lazy("Done")),
    ("failed", gettext_lazy("Failed")),
)
WAYS: Final = {
    "gateway": gettext_lazy("The way it came"),
    "credit": gettext_lazy("As the customer's credit"),
    "cash": gettext_lazy("In cash over the counter"),
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
        "failure": failure_words(found),
        "asked_by": staff_name(found.asked_by),
        "can_ask": RefundState(found.state) in REFUND.open and found.to == "gateway",
        "paper": paper_of_refund(ref),
    }
    return render(request, "console/refund.html", facts)


@staff("refund.create", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for a refund of a part or all of a payment."""
    payment: Payment = Payment.objects.visible_to(actor_of(request)).by_public_id(ref)
    back_by_rail = way_back(payment)
    ways = [(code, str(words)) for code, words in WAYS.items() if code != "gateway" or back_by_rail != "none"]
    form = RefundForm(request.POST or None, ways=ways, initial={"amount": shown(payment.refundable)})
    back = reverse("console:payment", args=[ref])
    page = FormPage(
        heading=_("Give money back"),
        submit=_("Give it back"),
        tone="danger",
        story=_story(payment, back_by_rail),
        back=back,
        template="console/form_about_try.html",
        crumbs=(Crumb(label=_("Payments"), url=reverse("console:payments")), Crumb(label=_("Payment"), url=back)),
    )

    def run() -> str:
        facts = form.facts(ref)
        made = ask_for_refund(facts, by=actor_of(request))
        if isinstance(made, Proposal):
            return waits(request, made)
        return _under_way(request, made)

    return form_page(request, form=form, page=page, run=run, **_beside(payment, actor_of(request)))


def _under_way(request: HttpRequest, made: Refund) -> str:
    messages.success(request, _("The refund is under way."))
    return reverse("console:refund", args=[made.public_id])


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


def _story(payment: Payment, back_by_rail: str) -> str:
    story = _("What it had paid is owed again unless it had become credit; a credit note lowers what is owed.")
    if payment.channel == "online" and back_by_rail == "none":
        return _("This way of paying cannot return money, or not any more.") + " " + story
    if back_by_rail == "full":
        return _("The way it came returns only all of it.") + " " + story
    return story


def _beside(payment: Payment, actor: Actor) -> dict[str, object]:
    view, ref = payment_page(payment.public_id, by=actor), payment.customer_ref
    name = customers.cards_by_ref({ref}, by=actor)[ref].name
    return {"view": view, "attempt": captured_attempt(payment), "customer_name": name}


def _found(ref: str) -> Refund:
    found: Refund = Refund.objects.select_related("payment").by_public_id(ref)
    return found
