"""Disputes: the list with its clocks, one with all that is known, written down, answered; lists in dispute_lists.py."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.business.queries import profile_facts
from tiwala.console.chips import chips
from tiwala.console.forming import Crumb, FormPage, do, form_page
from tiwala.console.forms.base import shown
from tiwala.console.forms.disputes import AnswerForm, DisputeForm, NewsForm, end_of
from tiwala.console.paging import page_of
from tiwala.console.queries.dispute_page import clock_of, dispute_page, listing
from tiwala.console.queries.payment_page import payment_page
from tiwala.console.queries.people import staff_name
from tiwala.customers import queries as customers
from tiwala.gateways.queries import account_by_public_id
from tiwala.invoicing.actions.hand_out_evidence import hand_out_evidence
from tiwala.invoicing.actions.make_evidence import make_evidence
from tiwala.invoicing.models import Document
from tiwala.invoicing.views.documents import document_response
from tiwala.kit.errors import WrongState
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.answer_dispute import answer_dispute
from tiwala.payments.actions.ask_about_dispute import ask_about_known
from tiwala.payments.actions.open_dispute import open_dispute
from tiwala.payments.facts import TypedDispute
from tiwala.payments.models import Dispute, Payment
from tiwala.payments.queries import captured_attempt
from tiwala.payments.states import DisputeState

STATES: Final = (
    ("", gettext_lazy("All")),
    ("needs_answer", gettext_lazy("Wait for an answer")),
    ("under_review", gettext_lazy("At the bank")),
    ("won", gettext_lazy("Won")),
    ("lost", gettext_lazy("Lost")),
)
HOW: Final = {
    "gateway": gettext_lazy("through the gateway"),
    "pages": gettext_lazy("on the gateway's own pages"),
    "mail": gettext_lazy("by mail"),
}


@staff("dispute.view")
@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """All disputes, newest first, with the time left."""
    state = request.GET.get("state", "")
    found = Dispute.objects.visible_to(actor_of(request)).select_related("payment")
    page = page_of(found.filter(state=state) if state in set(DisputeState) else found, request)
    names = customers.cards_by_ref({one.customer_ref for one in page.rows}, by=actor_of(request))
    rows = [{"dispute": one, "name": names[one.customer_ref].name, "clock": clock_of(one)} for one in page.rows]
    facts = {"page_of": page, "rows": rows, "chips": chips(request, name="state", choices=STATES)} | listing()
    return render(request, "console/disputes.html", facts)


@staff("dispute.view")
@require_safe
def dispute(request: HttpRequest, ref: str) -> HttpResponse:
    """One dispute: its clock, its money, what was answered."""
    view = dispute_page(ref, by=actor_of(request))
    customer_ref = view.dispute.customer_ref
    facts = {
        "view": view,
        "dispute": view.dispute,
        "ref": ref,
        "customer_ref": customer_ref,
        "customer_name": customers.cards_by_ref({customer_ref}, by=actor_of(request))[customer_ref].name,
        "packs": Document.objects.filter(owner_ref=ref).defer("content").order_by("-id"),
        "answered_by": staff_name(view.dispute.answered_by) if view.dispute.answered_by else "",
        "answered_how": HOW.get(view.dispute.answered_how, ""),
    }
    return render(request, "console/dispute.html", facts)


@staff("dispute.handle", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down a dispute that the gateway told of by mail or on its pages."""
    actor = actor_of(request)
    payment: Payment = Payment.objects.visible_to(actor).by_public_id(ref)
    initial = {"amount": shown(payment.refundable), "state": "needs_answer"}
    form = DisputeForm(request.POST or None, initial=initial, accounts=_accounts(payment))
    back = reverse("console:payment", args=[ref])
    page = FormPage(
        heading=_("Write down a dispute"),
        submit=_("Write it down"),
        done=_("Written down."),
        story=_("Copy what the gateway says. Where it can be asked, it is, and only its reference counts."),
        back=back,
        template="console/form_about_try.html",
        crumbs=(Crumb(label=_("Payments"), url=reverse("console:payments")), Crumb(label=_("Payment"), url=back)),
    )

    def run() -> str:
        made = open_dispute(form.facts(ref, zone=_zone()), by=actor)
        return reverse("console:dispute", args=[made.public_id])

    view, name = payment_page(ref, by=actor), customers.cards_by_ref({payment.customer_ref}, by=actor)
    beside = {"view": view, "attempt": captured_attempt(payment), "customer_name": name[payment.customer_ref].name}
    return form_page(request, form=form, page=page, run=run, **beside)


@staff("dispute.handle", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest, ref: str) -> HttpResponse:
    """What the gateway's pages say has become of it, where it cannot be asked."""
    view = dispute_page(ref, by=actor_of(request))
    found = view.dispute
    if view.can_be_asked or not found.is_open:
        raise WrongState(machine="dispute", state=found.state, move="tell")
    form = NewsForm(request.POST or None, initial={"state": found.state, "is_taken": found.held_minor > 0})
    page = FormPage(
        heading=_("What the gateway says now"),
        submit=_("Write it down"),
        done=_("Written down."),
        story=_("Won and lost are final: the books move at once."),
        **_around(ref),
    )

    def run() -> str:
        open_dispute(_typed(found, form), by=actor_of(request))
        return reverse("console:dispute", args=[ref])

    return form_page(request, form=form, page=page, run=run)


@staff("dispute.handle", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Our answer: handed in through the gateway, or recorded as sent elsewhere."""
    view = dispute_page(ref, by=actor_of(request))
    ways = [(code, words) for code, words in HOW.items() if code != "gateway" or view.can_hand_in]
    form = AnswerForm(request.POST or None, ways=ways, initial={"how": ways[0][0], "text": view.dispute.answer or ""})
    page = FormPage(
        heading=_("Answer the dispute"),
        submit=_("It is sent"),
        done=_("The answer is recorded."),
        story=_("Papers such as the evidence pack go in on the gateway's own pages; words can go in from here."),
        **_around(ref),
    )

    def run() -> str:
        good = form.cleaned_data
        answer_dispute(ref, text=good["text"], how=good["how"], by=actor_of(request))
        return reverse("console:dispute", args=[ref])

    return form_page(request, form=form, page=page, run=run)


@staff("dispute.handle", step_up=True)
@require_POST
def make_pack(request: HttpRequest, ref: str) -> HttpResponse:
    """Put all that is recorded now on paper, in English unless Filipino was asked for."""
    dispute_page(ref, by=actor_of(request))
    language = request.POST.get("language") or "en"
    return do(
        request,
        run=lambda: make_evidence(ref, language=language, by=actor_of(request)),
        done=_("The evidence pack is ready. Read it before you send it."),
        back=reverse("console:dispute", args=[ref]),
    )


@staff("dispute.handle", step_up=True)
@require_safe
def pack(request: HttpRequest, ref: str, document_ref: str) -> HttpResponse:
    """One evidence pack, the bytes that were stored; each time is recorded."""
    return document_response(hand_out_evidence(ref, document_ref, by=actor_of(request)), as_download=True)


@staff("dispute.view")
@require_POST
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the gateway what became of it."""
    found = dispute_page(ref, by=actor_of(request)).dispute
    return do(
        request,
        run=lambda: ask_about_known(found.pk, by=actor_of(request), source="staff"),
        done=_("The gateway was asked. What it said is below."),
        back=reverse("console:dispute", args=[ref]),
    )


def _typed(found: Dispute, form: NewsForm) -> TypedDispute:
    good = form.cleaned_data
    return TypedDispute(
        payment_ref=found.payment.public_id,
        reference=found.reference,
        amount=found.amount,
        state=good["state"],
        answer_by=end_of(good["answer_by"], _zone()) if good["answer_by"] else None,
        fee=good["fee"],
        is_taken=good["is_taken"],
        account_ref=found.gateway_account_ref,
    )


def _accounts(payment: Payment) -> list[tuple[str, str]]:
    """Where money of this payment came in: each account once, by what it is called here and how much that was.

    Two that are called alike are told apart by what their gateway calls them.
    """
    came = dict[str, int]()
    for attempt in payment.attempts.filter(found_minor__gt=0).order_by("id"):
        came[attempt.gateway_account_ref] = came.get(attempt.gateway_account_ref, 0) + (attempt.found_minor or 0)
    if len(came) < 2:  # noqa: PLR2004 -- one place needs no question
        return []
    sums = {ref: shown(Money(minor, payment.money_currency)) for ref, minor in came.items()}
    accounts = {ref: account_by_public_id(ref) for ref in sums}
    labels = Counter(account.label for account in accounts.values())
    names = {
        ref: f"{account.label} ({account.external_id})" if labels[account.label] > 1 else account.label
        for ref, account in accounts.items()
    }
    return [(ref, f"{names[ref]} · {amount}") for ref, amount in sums.items()]


def _around(ref: str) -> Any:
    back = reverse("console:dispute", args=[ref])
    crumbs = (Crumb(label=_("Disputes"), url=reverse("console:disputes")), Crumb(label=_("Dispute"), url=back))
    return {"back": back, "crumbs": crumbs}


def _zone() -> ZoneInfo:
    return ZoneInfo(profile_facts().time_zone)
