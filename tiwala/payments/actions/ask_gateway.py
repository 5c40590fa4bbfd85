"""Ask the gateway what became of an attempt, and take in what it says."""

from __future__ import annotations

from uuid import UUID

from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import LookUp
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit.actor import Actor
from tiwala.kit.errors import GatewayBreakdown
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.models import Attempt


def ask_gateway(attempt_id: UUID, *, by: Actor, source: str) -> Attempt:
    """Look the attempt up at its gateway (no transaction is open meanwhile) and apply the outcome.

    When the line breaks nothing is guessed: what was live stays live and the next question is set.
    """
    attempt = Attempt.objects.get(pk=attempt_id)
    if not attempt.gateway_account_ref:
        return attempt
    adapter = adapter_by_ref(attempt.gateway_account_ref)
    try:
        outcome = adapter.look_up(LookUp(attempt.key, attempt.reference or None))
    except GatewayBreakdown:
        outcome = Unknown(Why.LINE_BROKE)
    return apply_outcome(attempt_id, outcome, by=by, source=source)
