"""Call a passkey something else."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import Passkey
from tiwala.identity.models.passkey import tidy_name
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def rename_passkey(passkey_id: UUID, *, name: str, by: Actor) -> Passkey:
    """The passkey under its new name; cut to what the column takes."""
    passkey: Passkey = Passkey.objects.locked(passkey_id)
    passkey.name = tidy_name(name)
    passkey.save(update_fields=["name"])
    record("passkey:rename", passkey.user.public_id, by=by, passkey=passkey.public_id)
    return passkey
