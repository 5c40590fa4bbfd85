"""Hand a review to a colleague, with a word on what is known so far."""

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
def hand_over_review(review_ref: str, *, to: str, note: str, by: Actor) -> Review:
    """It is the colleague's for `conf.fraud.handed_hours`, then anybody's. ReviewHeld, WrongState when it is done.

    Whether `to` may review at all is asked by the door, which knows who works here.
    """
    review = locked_for(review_ref, by=by)
    REVIEW.after(ReviewState(review.state), "close")
    review.holder, review.held_until = to, clock.now() + timedelta(hours=conf.fraud.handed_hours)
    review.note = note.strip()[:300]
    review.save(update_fields=["holder", "held_until", "note"])
    record("fraud_review:hand_over", review.public_id, by=by, payment=review.payment_ref, to=to)
    return review
