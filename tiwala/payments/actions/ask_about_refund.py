"""Ask the gateway what became of a refund, and take in what it says."""

from __future__ import annotations

from uuid import UUID

from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.models import Refund
from tiwala.payments.states import RefundState
from tiwala.payments.truth import about_refund


def ask_about_refund(refund_id: UUID, *, by: Actor, source: str) -> Refund:
    """Look the refund up at its gateway and apply the outcome; nothing is guessed when the line breaks."""
    refund = Refund.objects.select_related("payment").filter(pk=refund_id).first()
    if refund is None:
        raise NotFound(wanted="refund")
    if refund.to != "gateway" or refund.state == RefundState.WAITING:
        return refund
    return apply_refund_outcome(refund_id, about_refund(refund), by=by, source=source)
