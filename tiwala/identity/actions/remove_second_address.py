"""Take the second address off."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity import addresses
from tiwala.identity.models import SecondAddress, User
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def remove_second_address(user_id: UUID, *, by: Actor) -> None:
    """Both addresses hear of it while there are two; one that waited for its code goes quietly."""
    user: User = User.objects.locked(user_id)
    found = SecondAddress.objects.filter(user=user).first()
    if found is None:
        return
    if found.verified_at is not None:
        addresses.write_to_all(user, "second_address_removed", second=found.email)
    found.delete()
    record("user:remove_address", user.public_id, by=by, verified=found.verified_at is not None)
