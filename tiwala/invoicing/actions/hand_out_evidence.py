"""Hand out an evidence pack that was made: it names a payer, their mail and their address, so each time is recorded."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.invoicing.models import Document
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed, NotFound


@action
def hand_out_evidence(dispute_ref: str, document_ref: str, *, by: Actor) -> Document:
    """The stored bytes of this dispute's pack. Refuses NotAllowed, NotFound for another's paper."""
    if not by.may("dispute.handle"):
        raise NotAllowed(permission="dispute.handle")
    found = Document.objects.filter(pk=ids.decode("doc", document_ref), owner_ref=dispute_ref).first()
    if found is None or not found.kind.startswith("evidence_"):
        raise NotFound(wanted="doc")
    record("document:download", dispute_ref, by=by, document=document_ref, sha256=found.sha256)
    return found
