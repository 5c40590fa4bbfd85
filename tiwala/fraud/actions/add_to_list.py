"""Put a key on a list: always refuse it, or trust it within a scope and until an end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tiwala.audit.actions.record import record
from tiwala.fraud.keys import About, listed_key, mark
from tiwala.fraud.models import ListEntry
from tiwala.fraud.packs import PACKS
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A wish to list a key. `scope` is a pack's name or `all`; an allow entry must end, a deny entry has no scope."""

    side: Literal["deny", "allow"]
    about: About
    key: str = field(repr=False)
    reason: str
    scope: str = "all"
    ends_at: datetime | None = None


@action
def add_to_list(facts: EntryFacts, *, by: Actor) -> ListEntry:
    """Add an entry; it counts from the next try on. Refuses what can never be met, has no reason or no end."""
    key = listed_key(facts.about, facts.key)
    reason = facts.reason.strip()[:200]
    ends_well = facts.side == "deny" if facts.ends_at is None else facts.ends_at > clock.now()
    scopes = {"all"} if facts.side == "deny" else {"all", *PACKS}
    if not reason or not ends_well or facts.scope not in scopes:
        raise BadInput(about=facts.about, scope=facts.scope)
    entry = ListEntry.objects.create(
        side=facts.side,
        about=facts.about,
        mark=mark(facts.about, key),
        scope=facts.scope,
        reason=reason,
        owner_ref=by.id[:60],
        ends_at=facts.ends_at,
    )
    record("fraud_list:add", entry.public_id, by=by, side=entry.side, about=entry.about, scope=entry.scope)
    return entry
