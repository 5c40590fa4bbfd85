"""Take a program's key away."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import ApiKey
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def revoke_key(key_id: UUID, *, by: Actor) -> ApiKey:
    """The key opens nothing from now on. Revoking twice changes nothing."""
    key: ApiKey = ApiKey.objects.locked(key_id)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        record("api_key:revoke", key.public_id, by=by)
    return key
