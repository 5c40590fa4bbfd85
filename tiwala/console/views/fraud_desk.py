"""The fraud desk: the queue by what may be lost, one payment with all that is known, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.approvals.queries import waiting_about
from tiwala.console.chips import chips
from tiwala.console.deciding import Finding, Told
from tiwala.console.deciding import decide as decide_one
from tiwala.console.forming import Around, Crumb, FormPage, do, form_page
from tiwala.console.forms.fraud_desk import HandOverForm, OutcomeForm, RefuseForm
from tiwala.console.fraud_words import VERDICTS
from tiwala.console.paging import SIZE, Page, page_of
from tiwala.console.queries.fraud_desk import (
    FOUND,
    TONES,
    Desk,
    colleagues,
    desk,
    keys_of_payer,
    reviewers,
)
from tiwala.console.queries.people import staff_name, staff_names
from tiwala.console.telling import tell_each
from tiwala.customers import queries as customers
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.ask_customer import ask_customer
from tiwala.fraud.actions.hand_over_review import hand_over_review
from tiwala.fraud.actions.take_review import take_review
from tiwala.fraud.masks import masked
from tiwala.fraud.models import Review
from tiwala.fraud.sentences import ABOUT
from tiwala.kit import clock
from tiwala.kit.policy import actor_of, staff

SHOWN: Final = (
    ("", gettext_lazy("Waiting")),
    ("mine", gettext_lazy("I have them")),
    ("asked", gettext_lazy("Asked for by payers")),
    ("done", gettext_lazy("Done")),
)


@staff("fraud.view")
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """What people should look at, the most that may be lost first."""
    page = _shown(request)
    names = customers.cards_by_ref({one.customer_ref for one in page.rows}, by=actor_of(request))
    people = staff_names(ref for one in page.rows for ref in (one.held_by, one.closed_by) if ref)
    rows = [
        {
            "review": one,
            "name": names[one.customer_ref].name,
            "verdict": VERDICTS[one.verdict],
            "tone": TONES[one.verdict],
            "holder": people.get(one.held_by, ""),
            "found": FOUND.get(one.outcome, ""),
            "is_late": one.state == "open" and one.due_at < clock.now(),
        }
        for one in page.rows
    ]
    facts = {
        "page_of": page,
        "rows": rows,
        "chips": chips(request, name="state", choices=SHOWN),
        "shows_done": request.GET.get("state") == "done",
    }
    return render(request, "console/fraud_reviews.html", facts)


def _shown(request: HttpRequest) -> Page[Review]:
    """The fifty that wait and may cost most, for they change places as others are done; what is done, by pages."""
    shown, found = request.GET.get("state", ""), Review.objects.visible_to(actor_of(request))
    if shown == "done":
        return page_of(found.filter(state="done"), request)
    waiting = found.filter(state="open").order_by("-expected_loss_minor", "due_at", "id")
    only: dict[str, dict[str, object]] = {
        "asked": {"asked_at__isnull": False},
        "mine": {"holder": actor_of(request).id, "held_until__gt": clock.now()},
    }
    return Page(list(waiting.filter(**only.get(shown, {}))[:SIZE]))


@staff("fraud.view")
@require_safe
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """One payment: why it was noticed, what shares something with it, what the gateway says."""
    view = desk(ref, by=actor_of(request))
    found = view.review
    facts = {
        "view": view,
        "review": found,
        "ref": ref,
        "customer_name": customers.cards_by_ref({found.customer_ref}, by=actor_of(request))[found.customer_ref].name,
        "holder": staff_name(found.held_by) if found.held_by else "",
        "waits": waiting_about(ref, "fraud_clear") if found.state == "open" else None,
        "is_mine": found.held_by == actor_of(request).id,
        "closed_by": staff_name(found.closed_by) if found.closed_by else "",
    }
    return render(request, "console/fraud_review.html", facts)


@staff("fraud.review")
@require_POST
def take(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it on: nobody else works on it for a quarter of an hour."""
    desk(ref, by=actor_of(request))
    return do(
        request,
        run=lambda: take_review(ref, by=actor_of(request)),
        done=_("It is yours for a quarter of an hour."),
        back=reverse("console:fraud_review", args=[ref]),
    )


@staff("fraud.review")
@require_POST
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the customer by letter whether it was them."""
    desk(ref, by=actor_of(request))
    return do(
        request,
        run=lambda: ask_customer(ref, by=actor_of(request)),
        done=_("The customer gets a letter."),
        back=reverse("console:fraud_review", args=[ref]),
    )


@staff("fraud.review")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, ref: str) -> HttpResponse:
    """Give it to a colleague, with a word on what is known."""
    view, actor = desk(ref, by=actor_of(request)), actor_of(request)
    choices = colleagues(staff_names(reviewers()), by=actor)
    form = HandOverForm(request.POST or None, colleagues=choices, initial={"note": view.review.note})
    page = FormPage(heading=_("Hand it over"), submit=_("Hand it over"), done=_("Handed over."), **_around(ref))

    def run() -> str:
        good = form.cleaned_data
        hand_over_review(ref, to=good["to"], note=good["note"], by=actor)
        return reverse("console:fraud_reviews")

    return form_page(request, form=form, page=page, run=run)


@staff("fraud.review", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what it was; with fraud, money back and a deny entry in the same go."""
    view = desk(ref, by=actor_of(request))
    form = OutcomeForm(request.POST or None, can_give_back=view.can_give_back)
    page = FormPage(
        heading=_("What was it?"),
        submit=_("That is what it was"),
        story=_("A payer who asked for a person hears of it by letter. In order, they may pay for seven days."),
        **_around(ref),
    )
    return form_page(request, form=form, page=page, run=lambda: _decided(request, view, form))


@staff("fraud.lists", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the customer, the address or the network of this payment on the deny list."""
    view, actor = desk(ref, by=actor_of(request)), actor_of(request)
    keys = keys_of_payer(view.attempts, view.payment)
    name = customers.cards_by_ref({view.payment.customer_ref}, by=actor)[view.payment.customer_ref].name
    choices = [
        (about, _whom(about, name if about == "customer" else masked("net", key))) for about, key in keys.items()
    ]
    form = RefuseForm(request.POST or None, keys=choices, initial={"about": "customer"})
    page = FormPage(
        heading=_("Refuse from now on"),
        submit=_("Refuse it"),
        tone="danger",
        done=_("On the deny list."),
        story=_("It counts from the next try on, above every rule, until somebody ends it."),
        **_around(ref),
    )

    def run() -> str:
        good = form.cleaned_data
        add_to_list(EntryFacts("deny", good["about"], keys[good["about"]], good["reason"]), by=actor)
        return reverse("console:fraud_review", args=[ref])

    return form_page(request, form=form, page=page, run=run)


def _whom(about: str, shown: str) -> str:
    """What a key is and how people know it: "Customer Ana Reyes", "Address 203.0.•••"."""
    return f"{str(ABOUT[about]).capitalize()} {shown}"


def finding_of(form: OutcomeForm) -> Finding:
    """What a good form says."""
    good = form.cleaned_data
    return Finding(
        good["outcome"],
        good["note"],
        form.key_text,
        give_back=bool(good.get("give_back")),
        refuse=bool(good.get("refuse")),
    )


def _decided(request: HttpRequest, view: Desk, form: OutcomeForm) -> str:
    finding, by = finding_of(form), actor_of(request)
    waits = decide_one(view.review, view.payment, finding, by=by)
    if waits:
        messages.info(request, _("It waits for a second person."))
    else:
        messages.success(request, _("Written down; it is known to the rules at once."))
    return reverse("console:fraud_review", args=[view.review.public_id])


def tell_decided(request: HttpRequest, told: list[Told], *, names: Mapping[str, str]) -> None:
    """How many were written down, how many wait, and of each of the others why not."""
    good = [one for one in told if not one.refused]
    words = ngettext("%(count)d payment is written down.", "%(count)d payments are written down.", len(good))
    tell_each(request, told, done=words % {"count": len(good)} if good else "", names=names)
    if waits := sum(bool(one.waits) for one in good):
        words = ngettext("%(count)d of these waits for a second person.",
                         "%(count)d of these wait for a second person.", waits)  # fmt: skip
        messages.info(request, words % {"count": waits})


def _around(ref: str) -> Around:
    back = reverse("console:fraud_review", args=[ref])
    crumbs = (
        Crumb(label=_("Payments to look at"), url=reverse("console:fraud_reviews")),
        Crumb(label=_("Payment"), url=back),
    )
    return Around(back=back, crumbs=crumbs)
