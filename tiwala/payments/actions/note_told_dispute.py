"""A gateway that cannot be asked told of a dispute: a person reads its pages."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.models import Dispute
from tiwala.payments.sources import unmatched_source
from tiwala.tasks.actions.raise_task import raise_task


@action
def note_told_dispute(account_ref: str, reference: str, *, by: Actor) -> None:
    """Raise a task about it, or about the dispute we know already: its news is on the gateway's own pages."""
    known = Dispute.objects.filter(gateway_account_ref=account_ref, reference=reference).first()
    if known is not None and not known.is_open:
        return
    about = known.public_id if known else unmatched_source(account_ref, reference)
    raise_task("dispute_told", about, by=by, summary_facts={"account": account_ref, "reference": reference})
    record("dispute:note", about, by=by)
