"""Collect again."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.autopay.events import AgreementStands
from tiwala.autopay.models import Agreement
from tiwala.autopay.telling import tell_of_agreement
from tiwala.events.actions.publish import publish
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.saving import must_be_proven


@action
def resume_agreement(agreement_ref: str, *, by: Actor) -> Agreement:
    """Under the same terms; what is owed is planned anew, each with its own notice. Refuses WrongState when ended."""
    seen = Agreement.objects.visible_to(by).by_public_id(agreement_ref)
    must_be_proven(seen.customer_ref, by=by)
    agreement = Agreement.objects.locked(ids.decode("agr", agreement_ref))
    if agreement.state == "active":
        return agreement
    agreement.move("resume")
    agreement.save(update_fields=["state", "state_at"])
    record("agreement:resume", agreement.public_id, by=by)
    tell_of_agreement(agreement, "resumed", by=by)
    publish(AgreementStands(agreement.public_id, agreement.customer_ref))
    return agreement
