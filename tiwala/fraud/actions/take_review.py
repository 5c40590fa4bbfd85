"""Take a review on, so that two people do not work on the same one."""

from __future__ import annotations

from datetime import timedelta

from tiwala.audit.actions.record import record
from tiwala.fraud.cases import Review
from tiwala.fraud.reviewing import locked_for
from tiwala.fraud.states import REVIEW, ReviewState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action


@action
def take_review(review_ref: str, *, by: Actor) -> Review:
    """It is theirs for `conf.fraud.hold_minutes`, again when taken again. ReviewHeld, WrongState when it is done."""
    review = locked_for(review_ref, by=by)
    REVIEW.after(ReviewState(review.state), "close")
    review.holder, review.held_until = by.id, clock.now() + timedelta(minutes=conf.fraud.hold_minutes)
    review.save(update_fields=["holder", "held_until"])
    record("fraud_review:take", review.public_id, by=by, payment=review.payment_ref)
    return review
