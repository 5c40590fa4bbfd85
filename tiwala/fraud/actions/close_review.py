"""Say what a payment was: fraud, in order, or nobody can tell. What was said is a label at once."""

from __future__ import annotations

from typing import Final, Literal

from tiwala.approvals.refusals import FactsChanged, SecondPersonNeeded
from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.fraud.cases import WEIGHTS, Label, Review
from tiwala.fraud.events import ReviewClosed
from tiwala.fraud.reviewing import clears_alone, happened_at, locked_for
from tiwala.fraud.states import ReviewState
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput

Found = Literal["fraud", "cleared", "unsure"]
KINDS: Final[dict[Found, str]] = {"fraud": "confirmed", "cleared": "cleared", "unsure": "unsure"}


@action
def close_review(review_ref: str, *, outcome: Found, note: str, by: Actor) -> Review:
    """The review ends, once. A note says why. ReviewHeld while a colleague has it, WrongState when it is done.

    SecondPersonNeeded to find more than the limit in order (ask_to_clear).

    Cleared, a payer who had asked may pay for a week although a rule says block; a deny list still counts.
    """
    words = note.strip()[:300]
    if not words or outcome not in KINDS:
        raise BadInput(outcome=outcome)
    review = locked_for(review_ref, by=by)
    if outcome == "cleared" and not clears_alone(review, by=by):
        raise SecondPersonNeeded
    return _closed(review, outcome=outcome, words=words, by=by)


def clear_approved(frozen: Frozen, by: Actor) -> Done:
    """The payment of an approved proposal is in order: closed with both names in the trail. A step.

    FactsChanged when somebody said meanwhile what it was.
    """
    review = Review.objects.locked(ids.decode(Review.PREFIX, frozen.subject_ref))
    if review.state != ReviewState.OPEN:
        raise FactsChanged
    return Done(_closed(review, outcome="cleared", words=frozen.reason, by=by, asked_by=frozen.asker.id).public_id)


def _closed(review: Review, *, outcome: Found, words: str, by: Actor, asked_by: str = "") -> Review:
    review.move("close")
    review.outcome, review.note, review.closed_by = outcome, words, by.id
    review.save(update_fields=Review.MOVING)
    kind = KINDS[outcome]
    label = Label(
        payment_ref=review.payment_ref,
        kind=kind,
        occurred_at=happened_at(review),
        source="review",
        weight=WEIGHTS[kind],
    )
    Label.objects.bulk_create([label], ignore_conflicts=True)
    told = {"payment": review.payment_ref, "outcome": outcome} | ({"asked_by": asked_by} if asked_by else {})
    record("fraud_review:close", review.public_id, by=by, **told)
    publish(
        ReviewClosed(
            review_ref=review.public_id,
            payment_ref=review.payment_ref,
            customer_ref=review.customer_ref,
            outcome=outcome,
            was_asked=review.asked_at is not None,
            was_reported=review.reported_at is not None,
        )
    )
    return review
