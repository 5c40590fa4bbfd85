"""Ask the customer by letter whether a payment is theirs."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.fraud.cases import Review
from tiwala.fraud.events import CustomerAsked
from tiwala.fraud.reviewing import locked_for
from tiwala.fraud.states import REVIEW, ReviewState
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def ask_customer(review_ref: str, *, by: Actor) -> Review:
    """A letter goes out, one for each time. ReviewHeld while a colleague has it, WrongState when it is done."""
    review = locked_for(review_ref, by=by)
    REVIEW.after(ReviewState(review.state), "close")
    record("fraud_review:ask_customer", review.public_id, by=by, payment=review.payment_ref)
    publish(CustomerAsked(review.public_id, review.payment_ref, review.customer_ref))
    return review
