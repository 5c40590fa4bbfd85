"""What a review is about and how urgent it is: steps and reads that its verbs share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from tiwala.approvals.queries import needs_nobody
from tiwala.fraud.cases import Review
from tiwala.fraud.errors import ReviewHeld
from tiwala.fraud.facts import Verdict
from tiwala.fraud.limits import clear_limit
from tiwala.fraud.models import Assessment, Sighting
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money

SEVERE_PERCENT: Final = {"accept": 10, "review": 30, "step_up": 50, "block": 90}
"""How likely it is taken to be fraud, while no model says it better: for the order of the queue, not a claim."""
REPORTED_PERCENT: Final = 70
Asked = Literal["", "asked", "reported"]
PASS_LASTS: Final = timedelta(days=7)


def review_of(payment_ref: str, amount: Money, *, customer_ref: str, verdict: Verdict, asked: Asked = "") -> Review:
    """The review as it is to be kept; who asked for one, or said "not me", is answered sooner."""
    now = clock.now()
    percent = REPORTED_PERCENT if asked == "reported" else SEVERE_PERCENT[verdict]
    return Review(
        payment_ref=payment_ref,
        customer_ref=customer_ref,
        verdict=verdict,
        amount_minor=amount.minor,
        currency=amount.currency,
        expected_loss_minor=amount.minor * percent // 100,
        asked_at=now if asked == "asked" else None,
        due_at=now + timedelta(hours=conf.fraud.asked_hours if asked else conf.fraud.review_hours),
    )


def seen(payment_ref: str) -> tuple[Sighting, Assessment | None]:
    """The try as it was seen, and what was thought of it; NotFound for what was never seen."""
    sighting = Sighting.objects.filter(payment_ref=payment_ref).first()
    if sighting is None:
        raise NotFound(wanted="pay")
    return sighting, Assessment.objects.filter(payment_ref=payment_ref).first()


def happened_at(review: Review) -> datetime:
    """When the payment was tried; of one that was not seen or is forgotten, since when people look."""
    at = Sighting.objects.filter(payment_ref=review.payment_ref).values_list("at", flat=True).first()
    return at or review.created_at


def locked_for(review_ref: str, *, by: Actor) -> Review:
    """The review, locked, for whoever has it or takes it; ReviewHeld while somebody else has it."""
    review = Review.objects.locked(ids.decode(Review.PREFIX, review_ref))
    if review.held_by not in ("", by.id):
        raise ReviewHeld(holder=review.held_by)
    return review


def clears_alone(review: Review, *, by: Actor) -> bool:
    """Whether this may be found in order without a second person: up to the limit, or by the house itself."""
    if needs_nobody(by):
        return True
    limit = clear_limit()
    return review.currency == limit.currency and review.amount_minor <= limit.minor


def is_asked(customer_ref: str) -> bool:
    """Whether this customer asked that a person look, and nobody has yet."""
    return Review.objects.filter(customer_ref=customer_ref, asked_at__isnull=False, outcome="").exists()


def is_reported(payment_ref: str) -> bool:
    """Whether somebody said of this payment that it was not them."""
    return Review.objects.filter(payment_ref=payment_ref, reported_at__isnull=False).exists()


def cleared_lately(customer_ref: str) -> bool:
    """Whether a person looked at this customer's refused try because they asked, and found nothing wrong."""
    since = clock.now() - PASS_LASTS
    return Review.objects.filter(
        customer_ref=customer_ref, outcome="cleared", asked_at__isnull=False, state_at__gt=since
    ).exists()
