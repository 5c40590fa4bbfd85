"""Add a passkey to an account: both rows, or none."""

from __future__ import annotations

from uuid import UUID

from tiwala.identity.actions.put_passkey import put_passkey
from tiwala.identity.models import Passkey, User
from tiwala.identity.passkeys import NewPasskey
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def add_passkey(user_id: UUID, *, made: NewPasskey, name: str, by: Actor) -> Passkey:
    """The new passkey. PasskeyTaken when anybody has that key; TooManyPasskeys; BadPasskey for a handle not theirs."""
    return put_passkey(User.objects.locked(user_id), made=made, name=name, by=by)
