"""Ask the gateway what became of a refund, and take in what it says."""

from __future__ import annotations

from uuid import UUID

from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import LookUpRefund
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit.actor import Actor
from tiwala.kit.errors import GatewayBreakdown
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.models import Refund


def ask_about_refund(refund_id: UUID, *, by: Actor, source: str) -> Refund:
    """Look the refund up at its gateway and apply the outcome; nothing is guessed when the line breaks."""
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.to != "gateway":
        return refund
    adapter = adapter_by_ref(refund.payment.gateway_account_ref)
    try:
        outcome = adapter.look_up_refund(LookUpRefund(refund.public_id, refund.reference or None))
    except GatewayBreakdown:
        outcome = Unknown(Why.LINE_BROKE)
    return apply_refund_outcome(refund_id, outcome, by=by, source=source)
