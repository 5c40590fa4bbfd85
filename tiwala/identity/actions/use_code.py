"""Accept a code, of the app or a recovery code, once."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from tiwala.identity.actions.use_recovery_code import use_recovery_code
from tiwala.identity.actions.use_totp_code import use_totp_code
from tiwala.identity.models import User
from tiwala.kit.actor import Actor


@transaction.atomic
def use_code(user: User, *, code: str, by: Actor) -> Authenticator | None:
    """What the code was of; None for any other text. Joins a transaction that is open, as take_try does."""
    return use_totp_code(user, code=code) or use_recovery_code(user, code=code, by=by)
