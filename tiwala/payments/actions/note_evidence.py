"""Note which evidence pack of a dispute is the newest."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.payments.models import Dispute


def note_evidence(dispute_ref: str, *, document_ref: str, sha256: str, by: Actor) -> None:
    """A step: the room that set the pack on paper keeps it; here stands which one an answer was sent with."""
    assert_in_transaction()
    dispute = Dispute.objects.locked(ids.decode("dsp", dispute_ref))
    dispute.evidence_ref = document_ref
    dispute.save(update_fields=["evidence_ref"])
    record("dispute:pack", dispute_ref, by=by, document=document_ref, sha256=sha256)
