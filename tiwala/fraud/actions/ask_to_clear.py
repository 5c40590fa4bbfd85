"""Find a payment in order: at once up to the business's limit, above it with a second person's yes."""

from __future__ import annotations

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.fraud.actions.close_review import close_review
from tiwala.fraud.cases import Review
from tiwala.fraud.reviewing import clears_alone, locked_for
from tiwala.fraud.states import REVIEW, ReviewState
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


def ask_to_clear(review_ref: str, *, note: str, key: str, by: Actor) -> Review | Proposal:
    """The closed review, or the proposal that waits; once per key. Refuses what close_review refuses."""
    return _propose(review_ref, note=note, key=key, by=by) or close_review(
        review_ref, outcome="cleared", note=note, by=by
    )


@action
def _propose(review_ref: str, *, note: str, key: str, by: Actor) -> Proposal | None:
    review = locked_for(review_ref, by=by)
    if clears_alone(review, by=by):
        return None
    REVIEW.after(ReviewState(review.state), "close")
    told = {"amount_minor": review.amount_minor, "currency": review.currency, "payment": review.payment_ref}
    return propose(Wish("fraud_clear", review.public_id, note, key, told), by=by)
