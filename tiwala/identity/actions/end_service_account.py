"""A program is used no more: its keys end with it."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.actions.revoke_key import revoke_keys_of_service
from tiwala.identity.models import ServiceAccount
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def end_service_account(service_id: UUID, *, by: Actor) -> ServiceAccount:
    """Ended for good, and every key of it in the same transaction. Ending twice changes nothing."""
    service: ServiceAccount = ServiceAccount.objects.locked(service_id)
    if service.ended_at is None:
        service.ended_at = clock.now()
        service.save(update_fields=["ended_at"])
        keys = revoke_keys_of_service(service.pk, by=by)
        record("service_account:end", service.public_id, by=by, keys=keys)
    return service
