"""Call off a live attempt, so that the payer may choose another way."""

from __future__ import annotations

from uuid import UUID

from tiwala.customers.access import must_pay_for
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.models import Attempt
from tiwala.payments.states import ASKABLE, AttemptState


def cancel_attempt(attempt_id: UUID, *, by: Actor) -> Attempt:
    """Cancel at the gateway first, then here. Money that came meanwhile is taken, not lost.

    An unknown attempt is asked about, never cancelled blindly: the payer keeps waiting when it stays unknown.
    AccessTooLow for who only sees.
    """
    attempt = Attempt.objects.filter(pk=attempt_id).first()
    if attempt is None:
        raise NotFound(wanted="attempt")
    must_pay_for(attempt.customer_ref, by=by)
    if AttemptState(attempt.state) not in ASKABLE:
        return attempt
    if not attempt.reference:
        attempt = ask_gateway(attempt_id, by=by, source="cancel")
        if AttemptState(attempt.state) not in ASKABLE or not attempt.reference:
            return attempt
    adapter = adapter_by_ref(attempt.gateway_account_ref)
    outcome = adapter.cancel(attempt.reference, key=f"{attempt.key}:cancel")
    return apply_outcome(attempt_id, outcome, by=by, source="cancel")
