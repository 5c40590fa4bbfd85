"""Stop a recovery before it takes effect: it was not me."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.identity import addresses
from tiwala.identity.models import Recovery, User
from tiwala.identity.recovering import waiting_recovery
from tiwala.identity.refusals import NothingToStop
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.raise_task import raise_task


@action
def stop_recovery(token: str, *, by: Actor) -> Recovery:
    """Nothing was changed, and nothing will be; every address and the business hear of it. NothingToStop."""
    recovery: Recovery = Recovery.objects.locked(waiting_recovery(token).pk)
    if not recovery.is_waiting() or recovery.user_id is None:
        raise NothingToStop
    recovery.stopped_at = clock.now()
    recovery.save(update_fields=["stopped_at"])
    user: User = User.objects.get(pk=recovery.user_id)
    addresses.write_to_all(user, "recovery_stopped")
    raise_task("recovery_stopped", user.public_id, by=by, summary_facts={"recovery": recovery.public_id})
    record("recovery:stop", user.public_id, by=by)
    return recovery
