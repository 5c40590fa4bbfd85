"""End an agreement for good."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.autopay.models import Agreement
from tiwala.autopay.stopping import call_off
from tiwala.autopay.telling import tell_of_agreement
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.payments.saving import must_be_proven

REASON_MAX = 300


@action
def end_agreement(agreement_ref: str, *, by: Actor, why: str = "payer", reason: str = "") -> Agreement:
    """From this commit on nothing begins to be collected. The payer may at any time; staff give a reason, told on.

    Ended before, it is given back as it is. Refuses: NotFound, AccessTooLow, ProofTooLow, BadInput (staff, no reason).
    """
    seen = Agreement.objects.visible_to(by).by_public_id(agreement_ref)
    must_be_proven(seen.customer_ref, by=by)
    reason = " ".join(reason.split())[:REASON_MAX]
    if by.is_staff:
        why = "staff"
        if not reason:
            raise BadInput(fields={"reason": _("Please say why.")})
    agreement = Agreement.objects.locked(ids.decode("agr", agreement_ref))
    if agreement.state == "ended":
        return agreement
    agreement.move("end")
    agreement.ended_why, agreement.ended_reason = why[:40], reason
    agreement.save(update_fields=["state", "state_at", "ended_why", "ended_reason"])
    count = call_off(agreement, why="ended", by=by)
    record("agreement:end", agreement.public_id, by=by, why=why, reason=reason, called_off=count)
    tell_of_agreement(agreement, "ended", by=by)
    return agreement
