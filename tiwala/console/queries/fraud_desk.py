"""One payment as the fraud desk sees it: why it was noticed, what shares something with it, what the gateway says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tiwala.console.fraud_words import VERDICTS
from tiwala.console.link_picture import Other, Picture, picture_of
from tiwala.customers import queries as customers
from tiwala.fraud.models import Assessment, Review, Sighting
from tiwala.fraud.reviewing import SEVERE_PERCENT
from tiwala.fraud.score_sentences import score_sentence
from tiwala.fraud.sentences import ABOUT, listed_sentence, reason_sentence
from tiwala.fraud.trails import Trace, linked_to
from tiwala.identity.second_persons import staff_who_may
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.secrets import Shredded
from tiwala.payments.models import Attempt, Payment
from tiwala.ui.charts import Figure, coloured
from tiwala.ui.wording import locale_for

PERMISSION: Final = "fraud.review"
TONES: Final = {"accept": "good", "review": "attention", "step_up": "attention", "block": "danger"}
LISTED_SAYS: Final = {"deny": "block", "watch": "review", "allow": "accept"}
FOUND: Final = {"fraud": _("Fraud"), "cleared": _("In order"), "unsure": _("Nobody could tell")}
SECURE: Final = {
    "passed": _("the bank confirmed the payer (3-D Secure)"),
    "attempted": _("the bank was asked and did not check (3-D Secure)"),
    "failed": _("the bank could not confirm the payer (3-D Secure)"),
    "not_asked": _("the bank was not asked (3-D Secure)"),
}
ENDINGS: Final = {
    "paid": _("paid"),
    "declined": _("declined"),
    "blocked": _("not sent"),
    "refunded": _("given back"),
    "disputed": _("disputed"),
}


@dataclass(frozen=True, slots=True)
class Why:
    """One reason in words; whether it counted, or only would have."""

    text: str
    verdict: Any
    tone: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Clue:
    """Another try and what it shares with this one, in words."""

    trace: Trace
    name: str
    shares: str
    verdict: Any
    tone: str
    endings: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the page shows."""

    review: Review
    payment: Payment
    verdict: Any
    tone: str
    found: Any
    is_late: bool
    reasons: tuple[Why, ...]
    bar: tuple[Figure, ...]
    score: int | None
    clues: tuple[Clue, ...]
    picture: Picture | None
    attempts: tuple[Attempt, ...]
    risk: str
    secure: Any
    can_give_back: bool

    @property
    def rest(self) -> list[Why]:
        """The reasons that the bar does not show already."""
        if self.score is not None or not self.bar:
            return list(self.reasons)
        return [one for one in self.reasons if not one.counts or one.tone == TONES["accept"]]


def desk(ref: str, *, by: Actor) -> Desk:
    """The review this actor may see, or NotFound."""
    review: Review = Review.objects.visible_to(by).by_public_id(ref)
    payment: Payment = Payment.objects.visible_to(by).by_public_id(review.payment_ref)
    thought = Assessment.objects.filter(payment_ref=review.payment_ref).first()
    sighting = Sighting.objects.filter(payment_ref=review.payment_ref).first()
    attempts = tuple(payment.attempts.order_by("id"))
    told = _method_facts(attempts)
    linked = tuple(clues(linked_to(sighting), own=review.payment_ref, by=by)) if sighting else ()
    return Desk(
        review=review,
        payment=payment,
        verdict=VERDICTS[review.verdict],
        tone=TONES[review.verdict],
        found=FOUND.get(review.outcome, ""),
        is_late=review.state == "open" and review.due_at < clock.now(),
        reasons=tuple(_reasons(thought)) if thought else (),
        bar=tuple(_bar(thought)) if thought else (),
        score=thought.score if thought else None,
        clues=linked,
        picture=_picture(linked),
        attempts=attempts,
        risk=str(told.get("risk", "")),
        secure=SECURE.get(str(told.get("authentication", "")), ""),
        can_give_back=payment.state == "captured" and payment.refundable.minor > 0 and by.may("refund.create"),
    )


def colleagues(names: dict[str, str], *, by: Actor) -> list[tuple[str, str]]:
    """Who else may review, by name."""
    return sorted(((ref, name) for ref, name in names.items() if ref != by.id), key=lambda one: one[1])


def reviewers() -> list[str]:
    """Everybody who may review."""
    return staff_who_may(PERMISSION)


def keys_of_payer(attempts: Iterable[Attempt], payment: Payment) -> dict[str, str]:
    """What this payment may be refused by from now on: the customer, and the address it was begun from."""
    found = {"customer": payment.customer_ref}
    for one in attempts:
        try:
            ip = (one.payer or {}).get("ip", "")
        except Shredded:
            continue
        if ip:
            found |= {"ip": ip, "net": ip}
    return found


def _reasons(thought: Assessment) -> Iterable[Why]:
    for entry in thought.listed:
        verdict = LISTED_SAYS[str(entry.get("side"))]
        yield Why(listed_sentence(entry), VERDICTS[verdict], TONES[verdict], counts=True)
    several = sorted(thought.reasons, key=lambda one: list(VERDICTS).index(one["verdict"]), reverse=True)
    for one in several:
        yield Why(
            reason_sentence(one), VERDICTS[one["verdict"]], TONES[one["verdict"]], counts=not one.get("is_shadow", True)
        )


def clues(traces: list[Trace], *, own: str, by: Actor) -> Iterable[Clue]:
    """Traces as people read them, with the customers' names."""
    names = customers.cards_by_ref({one.customer_ref for one in traces}, by=by)
    for one in traces:
        card = names.get(one.customer_ref)
        yield Clue(
            trace=one,
            name=card.name if card else one.customer_ref,
            shares=str(_("this payment"))
            if one.payment_ref == own
            else ", ".join(str(ABOUT[key]) for key in one.shares),
            verdict=VERDICTS.get(one.verdict, ""),
            tone=TONES.get(one.verdict, "neutral"),
            endings=", ".join(str(ENDINGS.get(how, how)) for how in one.endings),
        )


def _bar(thought: Assessment) -> list[Figure]:
    """What spoke for fraud, each as long as it weighs: the model's points, or how severe each rule that counted was."""
    if thought.score is not None:
        parts = [
            (
                score_sentence(one, thought.values),
                int(one["points"]),
                _("%(points)d points") % {"points": one["points"]},
            )
            for one in thought.score_reasons
        ]
    else:
        counted = [one for one in thought.reasons if not one.get("is_shadow", True)]
        parts = [
            (reason_sentence(one), SEVERE_PERCENT[one["verdict"]], str(VERDICTS[one["verdict"]])) for one in counted
        ]
        parts += [
            (listed_sentence(one), SEVERE_PERCENT[says], str(VERDICTS[says]))
            for one in thought.listed
            if (says := LISTED_SAYS[str(one.get("side"))]) != "accept"
        ]
    several = sorted((part for part in parts if part[1] > 0), key=lambda part: -part[1])
    return coloured([Figure(words, weight, text) for words, weight, text in several])


def _picture(several: Iterable[Clue]) -> Picture | None:
    """The clues as a small picture: what became of a payment is a colour and a word."""
    return picture_of(
        [
            Other(
                tuple(str(ABOUT[key]) for key in one.trace.shares),
                f"{_day(one.trace.at)} · {one.endings.rpartition(', ')[2] or '–'}",
                _ended_tone(one.trace.endings),
                f"{one.name}, {one.shares}: {one.endings or one.verdict}",
            )
            for one in several
        ]
    )


def _day(at: datetime) -> str:
    local = at.astimezone(ZoneInfo(get_current_timezone_name()))
    return format_date(local.date(), "d MMM", locale=locale_for(get_language() or "en"))


def _ended_tone(endings: tuple[str, ...]) -> str:
    for how, tone in (("disputed", "danger"), ("blocked", "danger"), ("declined", "attention"), ("paid", "good")):
        if how in endings:
            return tone
    return "neutral"


def _method_facts(attempts: tuple[Attempt, ...]) -> dict[str, Any]:
    for one in reversed(attempts):
        try:
            if one.method_facts:
                return dict(one.method_facts)
        except Shredded:
            continue
    return {}
