"""Paybacks by transfer: the queue, one with all its steps, and the verbs of each."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.approvals.models import Proposal
from tiwala.business.queries import profile_facts
from tiwala.console.asking import waits
from tiwala.console.chips import chips
from tiwala.console.forming import Crumb, FormPage, do, form_page
from tiwala.console.forms.base import fresh_key
from tiwala.console.forms.paybacks import EndForm, PaidForm
from tiwala.console.paging import page_of
from tiwala.console.queries.payback_page import payback_page
from tiwala.customers import queries as customers
from tiwala.kit import clock
from tiwala.kit.errors import Refusal
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.approve_payback import propose_payback
from tiwala.payments.actions.ask_for_payback import ask_again_for_account
from tiwala.payments.actions.end_payback import end_payback
from tiwala.payments.actions.record_payback import open_account_to_pay, record_payback, return_payback
from tiwala.payments.models import Payback
from tiwala.payments.states import PaybackState

STATES: Final = (
    ("", gettext_lazy("All")),
    ("asked", gettext_lazy("Wait for an account")),
    ("confirmed", gettext_lazy("To be approved")),
    ("approved", gettext_lazy("To be paid")),
    ("paid", gettext_lazy("Paid")),
    ("ended", gettext_lazy("Ended")),
)


@staff("refund.view")
@require_safe
def paybacks(request: HttpRequest) -> HttpResponse:
    """All paybacks, newest first."""
    found, state = Payback.objects.visible_to(actor_of(request)), request.GET.get("state", "")
    page = page_of(found.filter(state=state) if state in set(PaybackState) else found, request)
    names = customers.cards_by_ref({one.customer_ref for one in page.rows}, by=actor_of(request))
    rows = [{"payback": one, "name": names[one.customer_ref].name} for one in page.rows]
    facts = {"page_of": page, "rows": rows, "chips": chips(request, name="state", choices=STATES)}
    return render(request, "console/paybacks.html", facts)


@staff("refund.view")
@require_safe
def payback(request: HttpRequest, ref: str) -> HttpResponse:
    """One payback: how far it is, to which account (masked), who did what."""
    return render(request, "console/payback.html", {"view": payback_page(ref, by=actor_of(request)), "ref": ref})


@staff("refund.create", step_up=True)
@require_POST
def write_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Another letter with a fresh link."""
    return do(
        request,
        run=lambda: ask_again_for_account(ref, by=actor_of(request)),
        done=_("Another letter is on its way; the link before opens nothing any more."),
        back=reverse("console:payback", args=[ref]),
    )


@staff("refund.create", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for a second person."""
    view = payback_page(ref, by=actor_of(request))
    if request.method != "POST":
        return render(request, "console/payback_propose.html", {"view": view, "ref": ref, "key": fresh_key()})
    try:
        asked: Proposal = propose_payback(ref, key=f"payback:{request.POST.get('key', '')[:60]}", by=actor_of(request))
    except Refusal as refusal:
        facts = {"view": view, "ref": ref, "key": fresh_key(), "refused": refusal.text}
        return render(request, "console/payback_propose.html", facts, status=refusal.status)
    return redirect(waits(request, asked))


@staff("refund.create", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, ref: str) -> HttpResponse:
    """The account in full, for whoever pays it in the bank now; then the bank's reference."""
    view = payback_page(ref, by=actor_of(request))
    today = clock.today(profile_facts().time_zone)
    form = PaidForm(request.POST or None, initial={"paid_on": today})
    page = FormPage(
        heading=_("Pay it in the bank"),
        submit=_("It is paid"),
        done=_("Recorded. The payer has a letter with the bank's reference."),
        story=_("Pay exactly this amount to exactly this account in the bank's own app, then copy its reference here."),
        template="console/payback_pay.html",
        **_around(ref),
    )

    def run() -> str:
        good = form.cleaned_data
        record_payback(ref, bank_reference=good["bank_reference"], paid_on=good["paid_on"], by=actor_of(request))
        return reverse("console:payback", args=[ref])

    account = open_account_to_pay(ref, by=actor_of(request)) if view.payback.state == "approved" else None
    return form_page(request, form=form, page=page, run=run, view=view, account=account)


@staff("refund.create", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def sent_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The payer's bank sent the transfer back."""
    payback_page(ref, by=actor_of(request))
    form = EndForm(request.POST or None)
    page = FormPage(
        heading=_("The bank sent it back"),
        submit=_("It came back"),
        done=_("Recorded: the money is in our bank again."),
        story=_("Only when the money is on our account again. Then begin anew from the payment's page."),
        **_around(ref),
    )

    def run() -> str:
        return_payback(ref, reason=form.cleaned_data["reason"], by=actor_of(request))
        return reverse("console:payback", args=[ref])

    return form_page(request, form=form, page=page, run=run)


@staff("refund.create", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """It will not be paid this way."""
    payback_page(ref, by=actor_of(request))
    form = EndForm(request.POST or None)
    page = FormPage(
        heading=_("End this payback"),
        submit=_("End it"),
        done=_("Ended. The account is deleted."),
        tone="danger",
        story=_("The payer has a letter that says so. What was promised stands as before."),
        **_around(ref),
    )

    def run() -> str:
        end_payback(ref, reason=form.cleaned_data["reason"], by=actor_of(request))
        return reverse("console:payback", args=[ref])

    return form_page(request, form=form, page=page, run=run)


def _around(ref: str) -> Any:
    back = reverse("console:payback", args=[ref])
    crumbs = (Crumb(label=_("Paybacks"), url=reverse("console:paybacks")), Crumb(label=_("Payback"), url=back))
    return {"back": back, "crumbs": crumbs}
