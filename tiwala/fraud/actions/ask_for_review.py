"""A payer asks that a person look at a try that was refused: nobody is refused by a machine alone."""

from __future__ import annotations

from typing import cast

from tiwala.audit.actions.record import record
from tiwala.fraud.cases import Review
from tiwala.fraud.facts import Verdict
from tiwala.fraud.reviewing import review_of, seen
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.money import Money


@action
def ask_for_review(payment_ref: str, *, by: Actor) -> Review:
    """The review of this payment, made once; one open request a customer, so that no queue can be flooded.

    NotFound for what was never seen.
    """
    sighting, thought = seen(payment_ref)
    waiting = Review.objects.filter(customer_ref=sighting.customer_ref, asked_at__isnull=False, outcome="").first()
    if waiting is not None:
        return waiting
    verdict = cast("Verdict", thought.verdict) if thought else "accept"
    amount = Money(sighting.amount_minor, sighting.currency)
    fresh = review_of(payment_ref, amount, customer_ref=sighting.customer_ref, verdict=verdict, asked="asked")
    Review.objects.bulk_create([fresh], ignore_conflicts=True)
    found = Review.objects.select_for_update(of=("self",)).get(payment_ref=payment_ref)
    is_new = found.pk == fresh.pk
    if found.asked_at is None:
        found.asked_at, found.due_at = clock.now(), min(found.due_at, fresh.due_at)
        found.save(update_fields=["asked_at", "due_at"])
        is_new = True
    if is_new:
        record("fraud_review:ask", found.public_id, by=by, payment=payment_ref)
    return found
