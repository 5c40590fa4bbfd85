"""Several payments of the fraud desk at once, chosen in the queue, among linked ones or in a burst: each by itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tiwala.console.deciding import decide_each, hand_over_each, take_each
from tiwala.console.forming import Around, Crumb, FormPage, form_page, scope_of
from tiwala.console.forms.fraud_desk import MOST, HandOverSeveralForm, LinkedForm, SeveralForm
from tiwala.console.queries.fraud_chosen import Chosen, chosen
from tiwala.console.queries.fraud_desk import colleagues, reviewers
from tiwala.console.queries.people import staff_names
from tiwala.console.telling import tell_each
from tiwala.console.views.fraud_desk import finding_of, tell_decided
from tiwala.fraud.models import Review
from tiwala.idempotency.actions.once import once
from tiwala.idempotency.answer import Answer, fingerprint
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Several:
    """The payments chosen, as far as they are ours to look at."""

    rows: list[Chosen]
    about: str
    around: Around

    @property
    def refs(self) -> list[str]:
        """Their public ids."""
        return [one.payment_ref for one in self.rows]

    @property
    def names(self) -> dict[str, str]:
        """What each is called when it is told what became of it."""
        return {one.payment_ref: one.called for one in self.rows}


@staff("fraud.review")
@FORM
def take(request: HttpRequest) -> HttpResponse:
    """Take several on: nobody else works on them for a quarter of an hour."""
    several, by = _several(request), actor_of(request)
    form = SeveralForm(request.POST or None, refs=several.refs)
    page = _page(
        ngettext("Take the chosen payment?", "Take the %(count)d chosen payments?", len(several.refs)),
        submit=_("I take them"),
        story=_(
            "They are yours for a quarter of an hour. One that a colleague has stays theirs, and you are told which."
        ),
        several=several,
    )

    def run() -> str:
        told = take_each(several.refs, by=by)
        good = sum(not one.refused for one in told)
        words = ngettext(
            "%(count)d payment is yours for a quarter of an hour.",
            "%(count)d payments are yours for a quarter of an hour.",
            good,
        )
        tell_each(request, told, done=words % {"count": good} if good else "", names=several.names)
        return f"{page.back}?state=mine" if good and not several.about else page.back

    return form_page(request, form=form, page=page, run=run, chosen=several.rows, about=several.about)


@staff("fraud.review")
@FORM
def hand_over(request: HttpRequest) -> HttpResponse:
    """Give several to the same colleague, with a word on what is known."""
    several, by = _several(request), actor_of(request)
    choices = colleagues(staff_names(reviewers()), by=by)
    form = HandOverSeveralForm(request.POST or None, refs=several.refs, colleagues=choices)
    page = _page(
        ngettext("Hand over the chosen payment", "Hand over the %(count)d chosen payments", len(several.refs)),
        submit=_("Hand them over"),
        story=_(
            "Your word stands on each of them. One that another colleague has stays theirs, and you are told which."
        ),
        several=several,
    )

    def run() -> str:
        once(
            scope_of(request),
            form.key_text,
            fingerprint(request.path, *several.refs),
            lambda: _handed_over(request, several, form),
        )
        return page.back

    return form_page(request, form=form, page=page, run=run, chosen=several.rows, about=several.about)


@staff("fraud.review", step_up=True)
@FORM
def decide(request: HttpRequest) -> HttpResponse:
    """Say at once what several were."""
    several, by = _several(request), actor_of(request)
    form = LinkedForm(request.POST or None, refs=several.refs, can_give_back=by.may("refund.create"))
    page = _page(
        ngettext("What was the chosen payment?", "What were the %(count)d chosen payments?", len(several.refs)),
        submit=_("That is what they were"),
        story=_("Each by itself: what is refused for one stops no other, and you are told which. One that nobody was "
                "to look at is put among those that were looked at."),
        several=several,
    )  # fmt: skip

    def run() -> str:
        tell_decided(request, decide_each(several.refs, finding_of(form), by=by), names=several.names)
        return page.back

    return form_page(request, form=form, page=page, run=run, chosen=several.rows, about=several.about)


def _handed_over(request: HttpRequest, several: Several, form: HandOverSeveralForm) -> Answer:
    good = form.cleaned_data
    told = hand_over_each(several.refs, to=good["to"], note=good["note"], by=actor_of(request))
    done = sum(not one.refused for one in told)
    words = ngettext("%(count)d payment is handed over.", "%(count)d payments are handed over.", done)
    tell_each(request, told, done=words % {"count": done} if done else "", names=several.names)
    return Answer(303)


def _several(request: HttpRequest) -> Several:
    asked = (request.POST if request.method == "POST" else request.GET).getlist("ref")
    return Several(chosen(list(dict.fromkeys(asked))[: MOST + 1], by=actor_of(request)), *_around(request))


def _around(request: HttpRequest) -> tuple[str, Around]:
    """The payment from whose page they were chosen, if any; and the way back to it, or to the queue. NotFound."""
    queue = reverse("console:fraud_reviews")
    crumb = Crumb(label=_("Payments to look at"), url=queue)
    about = (request.POST if request.method == "POST" else request.GET).get("about", "")
    if not about:
        return "", Around(back=queue, crumbs=(crumb,))
    Review.objects.visible_to(actor_of(request)).by_public_id(about)
    back = reverse("console:fraud_review", args=[about])
    return about, Around(back=back, crumbs=(crumb, Crumb(label=_("Payment"), url=back)))


def _page(heading: str, *, submit: str, story: str, several: Several) -> FormPage:
    return FormPage(
        heading=heading % {"count": len(several.refs)},
        submit=submit,
        story=story,
        template="console/fraud_several.html",
        **several.around,
    )
