"""Take a program's key away."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import ApiKey
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, assert_in_transaction
from tiwala.tasks.actions.close_task import close_tasks_about


@action
def revoke_key(key_id: UUID, *, by: Actor) -> ApiKey:
    """The key opens nothing from now on, old text and new. Revoking twice changes nothing."""
    key: ApiKey = ApiKey.objects.locked(key_id)
    _revoke(key, by=by)
    return key


def revoke_keys_of_person(user_id: UUID, *, by: Actor) -> int:
    """All keys of a person who leaves; says how many. A step."""
    assert_in_transaction()
    return _revoke_all(owner_id=user_id, by=by)


def revoke_keys_of_service(service_id: UUID, *, by: Actor) -> int:
    """All keys of a service account that ends; says how many. A step."""
    assert_in_transaction()
    return _revoke_all(service_id=service_id, by=by)


def _revoke_all(*, by: Actor, **whose: UUID) -> int:
    found = list(ApiKey.objects.select_for_update().filter(revoked_at=None, **whose).order_by("id"))
    for key in found:
        _revoke(key, by=by)
    return len(found)


def _revoke(key: ApiKey, *, by: Actor) -> None:
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        close_tasks_about("key_ending", key.public_id, by=by, outcome="revoked")
        record("api_key:revoke", key.public_id, by=by)
