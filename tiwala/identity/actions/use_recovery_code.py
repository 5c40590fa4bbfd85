"""Accept a recovery code, once."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from tiwala.audit.actions.record import record
from tiwala.identity import recovery_codes
from tiwala.identity.models import User
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction


def use_recovery_code(user: User, *, code: str, by: Actor) -> Authenticator | None:
    """The person's set of codes with this one used up; None when it is none of them. A step."""
    assert_in_transaction()
    kind = Authenticator.Type.RECOVERY_CODES
    row = Authenticator.objects.select_for_update().filter(user_id=user.pk, type=kind).first()
    data = recovery_codes.without(row.data, code) if row is not None else None
    if row is None or data is None:
        return None
    row.data = data
    row.save(update_fields=["data"])
    record("recovery_code:use", user.public_id, by=by, left=recovery_codes.left(data))
    return row
