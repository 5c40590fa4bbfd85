"""Say from which addresses a key may be used."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import ApiKey
from tiwala.identity.networks import clean_networks
from tiwala.identity.refusals import KeyGone
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def restrict_key(key_id: UUID, *, networks: Iterable[str], by: Actor) -> ApiKey:
    """The key opens from these addresses and networks only; from anywhere when there are none. KeyGone, BadInput."""
    key: ApiKey = ApiKey.objects.locked(key_id)
    if key.revoked_at is not None:
        raise KeyGone
    before, after = list(key.networks), clean_networks(networks)
    if before != after:
        key.networks = after
        key.save(update_fields=["networks"])
        record("api_key:restrict", key.public_id, by=by, before=before, after=after)
    return key
