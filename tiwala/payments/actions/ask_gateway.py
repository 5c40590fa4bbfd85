"""Ask the gateway what became of an attempt, and take in what it says."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways import outcomes as o
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.actions.start_again import start_again
from tiwala.payments.models import Attempt
from tiwala.payments.repeating import Unheard
from tiwala.payments.truth import about_attempt, is_unheard_of


def ask_gateway(attempt_id: UUID, *, by: Actor, source: str, reference: str = "") -> Attempt:
    """Look the attempt up at its gateway (no transaction is open meanwhile) and apply the outcome.

    When the line breaks nothing is guessed: what was live stays live and the next question is set. Where the start's
    answer was lost and the gateway never heard of it, the very same start is sent once more. `reference` is the
    gateway's own id as a notice gave it: money found under another one than ours is taken in too, and that of
    a charge whose own was lost.
    """
    attempt = Attempt.objects.filter(pk=attempt_id).first()
    if attempt is None:
        raise NotFound(wanted="attempt")
    if not attempt.gateway_account_ref:
        return attempt
    if by.kind in ("person", "key"):
        _note(attempt, by=by, source=source)
    is_lost = attempt.saved_method_id is not None and not attempt.reference
    if reference and (attempt.reference or is_lost) and reference != attempt.reference:
        other = about_attempt(attempt, reference=reference)
        if isinstance(other, o.Approved | o.Reversed):
            apply_outcome(attempt_id, other, by=by, source=source)
    outcome = about_attempt(attempt)
    unheard = None if attempt.reference else Unheard()
    if unheard and is_unheard_of(outcome) and source != "cancel":
        outcome, unheard = start_again(attempt, by=by) or (outcome, unheard)
    return apply_outcome(attempt_id, outcome, by=by, source=source, unheard=unheard)


@action
def _note(attempt: Attempt, *, by: Actor, source: str) -> None:
    record("attempt:ask", attempt.public_id, by=by, source=source)
