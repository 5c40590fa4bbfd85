"""Take money that the payer's bank has set aside."""

from __future__ import annotations

from uuid import UUID

from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound, WrongState
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.models import Attempt
from tiwala.payments.sending import send
from tiwala.payments.states import AttemptState


def capture_payment(attempt_id: UUID, *, by: Actor) -> Attempt:
    """Capture an authorized attempt in full. Captured already: nothing happens twice; a lost answer is asked about.

    Refuses (WrongState) what is neither authorized nor captured.
    """
    attempt = Attempt.objects.filter(pk=attempt_id).first()
    if attempt is None:
        raise NotFound(wanted="attempt")
    if attempt.state == AttemptState.CAPTURED:
        return attempt
    if attempt.state != AttemptState.AUTHORIZED:
        raise WrongState(state=attempt.state)
    adapter = adapter_by_ref(attempt.gateway_account_ref)
    outcome = send(
        lambda: adapter.capture(attempt.reference, amount=attempt.amount, key=f"{attempt.key}:capture"),
        idempotency=adapter.can.idempotency,
    )
    return apply_outcome(attempt_id, outcome, by=by, source="capture")
