"""Tell that a good key was used from where it may not be."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.devices import neighbourhood
from tiwala.identity.models import ApiKey
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.raise_task import raise_task

_EVERY: Final = timedelta(minutes=10)


@action
def note_strange_address(key_id: UUID, *, by: Actor) -> None:
    """A record and a task, every ten minutes at most: whoever did that holds the text. The caller hears nothing."""
    key: ApiKey = ApiKey.objects.locked(key_id)
    now = clock.now()
    if key.refused_at is not None and now - key.refused_at < _EVERY:
        return
    key.refused_at = now
    key.save(update_fields=["refused_at"])
    place = neighbourhood(by.ip)
    raise_task("key_elsewhere", key.public_id, by=by, summary_facts={"near": place})
    record("api_key:refuse", key.public_id, by=by, near=place)
