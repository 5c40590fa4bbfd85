"""Put a passkey's two rows in place, within whatever opens or changes the account."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator

from tiwala.audit.actions.record import record
from tiwala.identity.models import Passkey, User
from tiwala.identity.models.passkey import tidy_name
from tiwala.identity.passkeys import NewPasskey
from tiwala.identity.refusals import BadPasskey, PasskeyTaken, TooManyPasskeys
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction

PASSKEYS_MAX = 20


def put_passkey(user: User, *, made: NewPasskey, name: str, by: Actor) -> Passkey:
    """A step: as add_passkey, for a locked or brand-new person."""
    assert_in_transaction()
    if user.passkey_handle is None:
        user.passkey_handle = made.handle
        user.save(update_fields=["passkey_handle"])
    if bytes(user.passkey_handle) != made.handle:
        raise BadPasskey(why="handle")
    if Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise PasskeyTaken
    if Passkey.objects.filter(user=user).count() >= PASSKEYS_MAX:
        raise TooManyPasskeys
    row = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "passkey", "credential": made.answer}
    )
    passkey: Passkey = Passkey.objects.create(
        user=user,
        authenticator=row,
        credential_id=made.credential_id,
        name=tidy_name(name),
        transports=list(made.transports),
        sign_count=made.sign_count,
        is_discoverable=made.is_discoverable,
        is_backup_eligible=made.is_backup_eligible,
        is_backed_up=made.is_backed_up,
    )
    facts: dict[str, Any] = {"passkey": passkey.public_id, "verified": made.is_verified}
    record("passkey:add", user.public_id, by=by, synced=made.is_backup_eligible, **facts)
    return passkey
