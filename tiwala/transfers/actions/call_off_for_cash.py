"""The payer stands at the counter after all."""

from __future__ import annotations

from uuid import UUID

from tiwala.kit.actor import Actor
from tiwala.payments.models import Attempt
from tiwala.transfers.actions.cancel_transfer import cancel_transfer
from tiwala.transfers.errors import ProofFirst, ProofWaits


def call_off_for_cash(attempt_id: UUID, *, by: Actor) -> Attempt:
    """Call an awaited transfer off as cancel_transfer does, refused in words for staff: ProofFirst."""
    try:
        return cancel_transfer(attempt_id, by=by)
    except ProofWaits as waits:
        raise ProofFirst(attempt=waits.facts["attempt"]) from waits
