"""Put a payment that was seen among those that people look at, whatever the rules said."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.fraud.cases import Review
from tiwala.fraud.reviewing import review_of, seen
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed
from tiwala.kit.money import Money


@action
def open_review(payment_ref: str, *, by: Actor) -> Review:
    """The payment's review, made when there was none; one that is done stays done. NotFound, NotAllowed."""
    if not by.may("fraud.review"):
        raise NotAllowed(permission="fraud.review")
    known = Review.objects.filter(payment_ref=payment_ref).first()
    if known is not None:
        return known
    sighting, thought = seen(payment_ref)
    fresh = review_of(
        payment_ref,
        Money(sighting.amount_minor, sighting.currency),
        customer_ref=sighting.customer_ref,
        verdict=thought.verdict if thought else "accept",  # type: ignore[arg-type]
    )
    Review.objects.bulk_create([fresh], ignore_conflicts=True)
    made: Review = Review.objects.get(payment_ref=payment_ref)
    if made.pk == fresh.pk:
        record("fraud_review:open", made.public_id, by=by, payment=payment_ref)
    return made
