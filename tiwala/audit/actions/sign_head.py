"""Sign the newest record, every hour: a proof that can be kept elsewhere."""

from __future__ import annotations

from tiwala.audit.actions.record import newest
from tiwala.audit.actions.verify_chain import HEAD, head_statement
from tiwala.audit.models import Head
from tiwala.kit import clock, secrets
from tiwala.kit.db import action, advisory_lock


@action
def sign_head() -> Head | None:
    """Sign the chain's newest record; None when it is signed already or there is none."""
    advisory_lock("audit")
    tail = newest()
    if tail.seq == 0 or Head.objects.filter(seq=tail.seq).exists():
        return None
    head = Head(at=clock.now(), seq=tail.seq, mac=tail.mac)
    head.signature = secrets.sign(HEAD, head_statement(head))
    head.save(force_insert=True)
    return head
