"""Stop collecting for a while."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.autopay.models import Agreement
from tiwala.autopay.stopping import call_off
from tiwala.autopay.telling import tell_of_agreement
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.saving import must_be_proven


@action
def pause_agreement(agreement_ref: str, *, by: Actor) -> Agreement:
    """From this commit on nothing begins to be collected; what had begun is finished. Again is no harm."""
    seen = Agreement.objects.visible_to(by).by_public_id(agreement_ref)
    must_be_proven(seen.customer_ref, by=by)
    agreement = Agreement.objects.locked(ids.decode("agr", agreement_ref))
    if agreement.state == "paused":
        return agreement
    agreement.move("pause")
    agreement.save(update_fields=["state", "state_at"])
    count = call_off(agreement, why="paused", by=by)
    record("agreement:pause", agreement.public_id, by=by, called_off=count)
    tell_of_agreement(agreement, "paused", by=by)
    return agreement
