"""Take the chain as it stands for the truth, after a backup was put back: the anchor knew later records."""

from __future__ import annotations

from django.db import transaction

from tiwala.audit import anchor
from tiwala.audit.actions.record import newest, record
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def accept_tail(*, by: Actor, reason: str) -> None:
    """Set the anchor to the newest record there is, and leave a record of having done so and why (no names)."""
    try:
        known = anchor.read()
        lost = known.seq if known else 0
    except anchor.AnchorDamaged:
        lost = -1
    record("audit:accept_tail", "audit", by=by, reason=reason, anchor_seq=lost, tail_seq=newest().seq)
    tail = newest()
    transaction.on_commit(lambda: anchor.replace(tail))
