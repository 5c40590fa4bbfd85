"""Put a key on a list: always refuse it, or trust it within a scope and until an end."""

from __future__ import annotations

from tiwala.fraud.listing import EntryFacts, checked, write
from tiwala.fraud.models import ListEntry
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed

__all__ = ["EntryFacts", "add_to_list"]


@action
def add_to_list(facts: EntryFacts, *, by: Actor) -> ListEntry:
    """Add an entry; it counts from the next try on. Refuses what can never be met, has no reason or no end.

    The very same entry, while it counts, is given back: sent twice, it stands once. NotAllowed.
    """
    if not by.may("fraud.lists"):
        raise NotAllowed(permission="fraud.lists")
    return write(checked(facts), by=by)
