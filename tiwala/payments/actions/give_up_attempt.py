"""A person ends what the gateway never explained."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways.outcomes import Cancelled
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.errors import StillAsking
from tiwala.payments.models import Attempt
from tiwala.payments.queries import locked_attempt
from tiwala.payments.states import ASKABLE, AttemptState


def give_up_attempt(attempt_id: UUID, *, reason: str, by: Actor) -> Attempt:
    """End an attempt after all questions were asked, so that the thing owed can be paid again.

    Money that comes all the same is still taken. Refuses while the gateway is being asked: StillAsking.
    """
    if not reason.strip():
        raise BadInput(fields={"reason": "required"})
    attempt = _note(attempt_id, by=by)
    if AttemptState(attempt.state) not in ASKABLE:
        return attempt
    return apply_outcome(attempt_id, Cancelled(attempt.reference), by=by, source="given_up")


@action
def _note(attempt_id: UUID, *, by: Actor) -> Attempt:
    attempt = locked_attempt(attempt_id)
    if AttemptState(attempt.state) in ASKABLE:
        if attempt.next_ask_at is not None:
            raise StillAsking(next=attempt.next_ask_at.isoformat())
        record("attempt:cancel", attempt.public_id, by=by, why="given_up")
    return attempt
