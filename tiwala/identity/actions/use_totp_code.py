"""Accept a code of an authenticator app, once."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt

from tiwala.identity import totp
from tiwala.identity.models import User
from tiwala.kit.db import assert_in_transaction

LAST_STEP = "last_step"


def use_totp_code(user: User, *, code: str) -> Authenticator | None:
    """The person's app when the code is of this half minute or the last; None otherwise. A step.

    The half minute is kept with the row, and no code of it or of one before is taken again: by no other process, and
    not after a restart. What happened is in the record of the sign-in or proof it was for.
    """
    assert_in_transaction()
    row = Authenticator.objects.select_for_update().filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()
    if row is None:
        return None
    step = totp.step_of(decrypt(row.data["secret"]), code)
    if step is None or step <= row.data.get(LAST_STEP, 0):
        return None
    row.data[LAST_STEP] = step
    row.save(update_fields=["data"])
    return row
