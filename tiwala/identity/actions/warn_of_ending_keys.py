"""Say in time that a key ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tiwala.audit.actions.record import record
from tiwala.identity.models import ApiKey
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.raise_task import raise_task

AHEAD: Final = timedelta(days=14)


@action
def warn_of_ending_keys(*, by: Actor) -> int:
    """A task for each key that ends within 14 days, once for each end; says how many."""
    now = clock.now()
    soon = ApiKey.objects.good(now=now).filter(expires_at__lte=now + AHEAD, warned_of=None)
    found = list(soon.select_for_update().order_by("id"))
    for key in found:
        key.warned_of = key.expires_at
        key.save(update_fields=["warned_of"])
        facts = {"ends": key.expires_at.date().isoformat()}
        raise_task("key_ending", key.public_id, by=by, summary_facts=facts, due_at=key.expires_at)
        record("api_key:warn", key.public_id, by=by, **facts)
    return len(found)
