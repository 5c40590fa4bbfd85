"""Payments: the list, one payment, its tries: ask again, call off, decide."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.chips import chips
from tiwala.console.exporting import leave_without_names
from tiwala.console.forming import Around, Crumb, FormPage, do, form_page
from tiwala.console.forms.base import ReasonForm
from tiwala.console.forms.money import HeldForm
from tiwala.console.paging import page_of
from tiwala.console.queries.lists import filtered_payments
from tiwala.console.queries.payment_page import payment_page
from tiwala.customers import queries as customers
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.capture_payment import capture_payment
from tiwala.payments.actions.give_up_attempt import give_up_attempt
from tiwala.payments.actions.resolve_held import resolve_held
from tiwala.payments.models import Attempt, Payment

STATES: Final = (
    ("", gettext_lazy("All")),
    ("captured", gettext_lazy("Received")),
    ("open", gettext_lazy("Under way")),
    ("closed", gettext_lazy("Did not go through")),
    ("reversed", gettext_lazy("Taken back")),
)


class _AboutTry(Around):
    template: str


@staff("payment.view")
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """All payments, newest first."""
    actor = actor_of(request)
    page = page_of(filtered_payments(request.GET, actor), request)
    names = customers.cards_by_ref({one.customer_ref for one in page.rows}, by=actor)
    rows = [{"payment": one, "name": names[one.customer_ref].name} for one in page.rows]
    facts = {"page_of": page, "rows": rows, "chips": chips(request, name="state", choices=STATES)}
    return render(request, "console/payments.html", facts)


@staff("report.export", step_up=True)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as CSV, with ids in place of people."""
    return leave_without_names(request, "payments")


@staff("payment.view")
@require_safe
def payment(request: HttpRequest, ref: str) -> HttpResponse:
    """One payment: its tries, where its money went, what was given back."""
    actor = actor_of(request)
    view = payment_page(ref, by=actor)
    name = customers.cards_by_ref({view.customer_ref}, by=actor)[view.customer_ref].name
    return render(request, "console/payment.html", {"view": view, "ref": ref, "customer_name": name})


@staff("payment.ask_again")
@require_POST
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the gateway what became of a try."""
    found = _attempt(ref, actor_of(request))
    return do(
        request,
        run=lambda: ask_gateway(found.pk, by=actor_of(request), source="staff"),
        done=_("The gateway was asked. What it said is below."),
        back=_page(found),
    )


@staff("payment.ask_again")
@require_POST
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Call off a try, so that the payer may choose another way."""
    found = _attempt(ref, actor_of(request))
    return do(
        request,
        run=lambda: cancel_attempt(found.pk, by=actor_of(request)),
        done=_("We asked the gateway to call it off. How it stands is below."),
        back=_page(found),
    )


@staff("payment.record_cash", step_up=True)
@require_POST
def capture(request: HttpRequest, ref: str) -> HttpResponse:
    """Take money that the payer's bank has approved and holds for us."""
    found = _attempt(ref, actor_of(request))
    return do(
        request,
        run=lambda: capture_payment(found.pk, by=actor_of(request)),
        done=_("The gateway was asked to take the money. How it stands is below."),
        back=_page(found),
    )


@staff("payment.resolve", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what becomes of money that did not match."""
    found = _attempt(ref, actor_of(request))
    form, back = HeldForm(request.POST or None), _page(found)
    page = FormPage(
        heading=_("Decide about this money"),
        submit=_("Book it so"),
        done=_("Booked."),
        story=_("It came in, but amount, currency or account differ from what was asked. Look it up at the gateway "
                "first. Kept as credit, it can be given back like any other payment."),
        **_around(back, here=_("Decide")),
    )  # fmt: skip

    def run() -> str:
        good = form.cleaned_data
        resolve_held(found.pk, to=good["to"], reason=good["reason"], by=actor_of(request))
        return back

    return form_page(request, form=form, page=page, run=run, **_beside(found, actor_of(request)))


@staff("payment.resolve", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, ref: str) -> HttpResponse:
    """End a try that the gateway never explained, so that its invoice can be paid again."""
    found = _attempt(ref, actor_of(request))
    form, back = ReasonForm(request.POST or None), _page(found)
    page = FormPage(
        heading=_("Give this try up"),
        submit=_("Give it up"),
        done=_("The try is closed. How it stands is below."),
        story=_("Only when it is certain at the gateway that nothing came. The invoice can be paid again then; money "
                "that comes all the same is still taken."),
        tone="danger",
        **_around(back, here=_("Give up")),
    )  # fmt: skip

    def run() -> str:
        give_up_attempt(found.pk, reason=form.cleaned_data["reason"], by=actor_of(request))
        return back

    return form_page(request, form=form, page=page, run=run, **_beside(found, actor_of(request)))


def _attempt(ref: str, actor: Actor) -> Attempt:
    found: Attempt = Attempt.objects.by_public_id(ref)
    if not Payment.objects.visible_to(actor).filter(pk=found.payment_id).exists():
        raise NotFound(wanted="att")
    return found


def _around(back: str, *, here: str) -> _AboutTry:
    crumbs = (Crumb(label=_("Payments"), url=reverse("console:payments")), Crumb(label=_("Payment"), url=back))
    return {"back": back, "crumbs": (*crumbs, Crumb(label=here)), "template": "console/form_about_try.html"}


def _beside(found: Attempt, actor: Actor) -> dict[str, object]:
    """What the decision is about, to stand beside the form."""
    view = payment_page(found.payment.public_id, by=actor)
    name = customers.cards_by_ref({view.customer_ref}, by=actor)[view.customer_ref].name
    return {"view": view, "attempt": found, "customer_name": name}


def _page(found: Attempt) -> str:
    payment_id: UUID = found.payment_id
    return reverse("console:payment", args=[Payment(pk=payment_id).public_id])
