"""End a try before any gateway heard of it: the fraud room said no, or asks for a proof that nobody can give here."""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.events import PaymentFailed
from tiwala.payments.models import Attempt
from tiwala.payments.queries import locked_attempt
from tiwala.payments.states import ATTEMPT, AttemptState, PaymentState

Reason = Literal["blocked", "needs_proof", "not_authenticated"]
BLOCKED: Final[Reason] = "blocked"
NEEDS_PROOF: Final[Reason] = "needs_proof"
NOBODY_THERE: Final[Reason] = "not_authenticated"
"""A proof is asked of a payer who is not there: as when their bank asks for them."""


@action
def block_attempt(attempt_id: UUID, *, reason: Reason, by: Actor) -> Attempt:
    """The try ends as blocked, and what it was for may be paid another way at once. What ended meanwhile stays so.

    The reason is one of three words: which rule, and what it saw, is the assessment's and never the payer's to read.
    """
    attempt = locked_attempt(attempt_id)
    if not ATTEMPT.allows(AttemptState(attempt.state), "block"):
        return attempt
    attempt.move("block")
    attempt.decline_reason, attempt.next_ask_at = reason, None
    attempt.save(update_fields=Attempt.MOVING)
    payment = attempt.payment
    if payment.state == PaymentState.OPEN:
        payment.move("close")
        payment.save(update_fields=["state", "state_at"])
    record("payment:block", attempt.public_id, by=by, reason=reason)
    publish(
        PaymentFailed(
            payment_ref=payment.public_id,
            attempt_ref=attempt.public_id,
            customer_ref=payment.customer_ref,
            how=str(AttemptState.BLOCKED),
            reason=reason,
            target_refs=list(payment.targets.values_list("target_ref", flat=True)),
        )
    )
    return attempt
