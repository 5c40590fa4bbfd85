"""End an entry of a list now."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.fraud.models import ListEntry
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def end_listing(entry_ref: str, *, by: Actor) -> ListEntry:
    """The entry counts no more; it stays to be read. Ended already, it stays as it is."""
    entry = ListEntry.objects.locked(ids.decode(ListEntry.PREFIX, entry_ref))
    now = clock.now()
    if entry.ends_at is None or entry.ends_at > now:
        entry.ends_at = now
        entry.save(update_fields=["ends_at"])
        record("fraud_list:end", entry.public_id, by=by, side=entry.side, about=entry.about)
    return entry
