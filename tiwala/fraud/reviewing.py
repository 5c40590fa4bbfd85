"""What a review is about and how urgent it is: steps and reads that its verbs share."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tiwala.fraud.cases import Review
from tiwala.fraud.errors import ReviewHeld
from tiwala.fraud.facts import Verdict
from tiwala.fraud.models import Assessment, Sighting
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money

SEVERE_PERCENT: Final = {"accept": 10, "review": 30, "step_up": 50, "block": 90}
"""How likely it is taken to be fraud, while no model says it better: for the order of the queue, not a claim."""
PASS_LASTS: Final = timedelta(days=7)


def review_of(payment_ref: str, amount: Money, *, customer_ref: str, verdict: Verdict, asked: bool = False) -> Review:
    """The review as it is to be kept; who asked for one themselves is answered sooner."""
    now = clock.now()
    return Review(
        payment_ref=payment_ref,
        customer_ref=customer_ref,
        verdict=verdict,
        amount_minor=amount.minor,
        currency=amount.currency,
        expected_loss_minor=amount.minor * SEVERE_PERCENT[verdict] // 100,
        asked_at=now if asked else None,
        due_at=now + timedelta(hours=conf.fraud.asked_hours if asked else conf.fraud.review_hours),
    )


def seen(payment_ref: str) -> tuple[Sighting, Assessment | None]:
    """The try as it was seen, and what was thought of it; NotFound for what was never seen."""
    sighting = Sighting.objects.filter(payment_ref=payment_ref).first()
    if sighting is None:
        raise NotFound(wanted="pay")
    return sighting, Assessment.objects.filter(payment_ref=payment_ref).first()


def locked_for(review_ref: str, *, by: Actor) -> Review:
    """The review, locked, for whoever has it or takes it; ReviewHeld while somebody else has it."""
    review = Review.objects.locked(ids.decode(Review.PREFIX, review_ref))
    if review.held_by not in ("", by.id):
        raise ReviewHeld(holder=review.held_by)
    return review


def is_asked(customer_ref: str) -> bool:
    """Whether this customer asked that a person look, and nobody has yet."""
    return Review.objects.filter(customer_ref=customer_ref, asked_at__isnull=False, outcome="").exists()


def cleared_lately(customer_ref: str) -> bool:
    """Whether a person looked at this customer's refused try because they asked, and found nothing wrong."""
    since = clock.now() - PASS_LASTS
    return Review.objects.filter(
        customer_ref=customer_ref, outcome="cleared", asked_at__isnull=False, state_at__gt=since
    ).exists()
