"""The payer chooses another way after all."""

from __future__ import annotations

from uuid import UUID

from tiwala.customers.access import must_pay_for
from tiwala.gateways.outcomes import Cancelled
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.models import Attempt
from tiwala.payments.states import ASKABLE, AttemptState
from tiwala.transfers.errors import ProofWaits
from tiwala.transfers.queries import has_waiting_proof


def cancel_transfer(attempt_id: UUID, *, by: Actor) -> Attempt:
    """Call a transfer off, through the funnel. ProofWaits once a proof was sent: first a person looks for the money.

    Money that comes all the same is still taken when a person sees it. AccessTooLow for who only sees.
    """
    attempt = Attempt.objects.filter(pk=attempt_id).first()
    if attempt is None:
        raise NotFound(wanted="attempt")
    must_pay_for(attempt.customer_ref, by=by)
    if AttemptState(attempt.state) not in ASKABLE:
        return attempt
    if has_waiting_proof(attempt.pk):
        raise ProofWaits(attempt=attempt.public_id)
    return apply_outcome(attempt_id, Cancelled(""), by=by, source="cancel")
