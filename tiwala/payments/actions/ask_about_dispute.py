"""Ask the gateway what became of a dispute, and take in what it says."""

from __future__ import annotations

from uuid import UUID

from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import DisputeFacts
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import GatewayBreakdown, NotFound
from tiwala.payments.actions.apply_dispute import apply_dispute, next_look
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.models import Dispute
from tiwala.payments.queries import disputed_attempt
from tiwala.payments.truth import about_dispute


def ask_about_dispute(account_ref: str, reference: str, *, by: Actor, source: str) -> Dispute | None:
    """Look the dispute up and apply it; no transaction is open meanwhile. None when it is about nothing of ours.

    Money that we have not heard of yet is asked about first. Raises GatewayBreakdown when nobody answers about a
    dispute we do not know yet: whoever called comes again.
    """
    said = about_dispute(adapter_by_ref(account_ref), reference)
    known = Dispute.objects.filter(gateway_account_ref=account_ref, reference=reference).first()
    if isinstance(said, DisputeFacts):
        attempt = disputed_attempt(account_ref, said.attempt_key, said.payment_reference, known=known)
        if attempt is not None and not attempt.found_minor:
            ask_gateway(attempt.pk, by=by, source=source)
        return apply_dispute(said, account_ref=account_ref, by=by, source=source, is_asked=True)
    if known is not None:
        return apply_no_answer(known.pk, said, by=by, source=source)
    if said.why != Why.NOT_FOUND:
        raise GatewayBreakdown(said.why, retry=True)
    return None


def ask_about_known(dispute_id: UUID, *, by: Actor, source: str) -> Dispute | None:
    """The same for a dispute of ours."""
    dispute = Dispute.objects.filter(pk=dispute_id).first()
    if dispute is None:
        raise NotFound(wanted="dispute")
    if not dispute.is_open or adapter_by_ref(dispute.gateway_account_ref).can.disputes != "looked_up":
        return dispute
    return ask_about_dispute(dispute.gateway_account_ref, dispute.reference, by=by, source=source)


@action
def apply_no_answer(dispute_id: UUID, said: Unknown, *, by: Actor, source: str) -> Dispute:
    """Nobody could say: nothing is guessed, and it is asked again."""
    del said, by, source
    dispute = Dispute.objects.locked(dispute_id)
    if dispute.is_open:
        dispute.next_ask_at = next_look(dispute, clock.now())
        dispute.save(update_fields=["next_ask_at"])
    return dispute
