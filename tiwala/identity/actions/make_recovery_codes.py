"""Make ten recovery codes; the ones before stop working."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from tiwala.audit.actions.record import record
from tiwala.identity import recovery_codes
from tiwala.identity.models import User
from tiwala.kit.actor import Actor


@transaction.atomic
def make_recovery_codes(user: User, *, by: Actor) -> list[str]:
    """The codes, to be shown once: nothing here can tell them again.

    Joins a transaction that is open: some pages set a factor up and end sessions in one.
    """
    User.objects.locked(user.pk)
    Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes, kept = recovery_codes.fresh()
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data=kept)
    record("recovery_code:make", user.public_id, by=by, count=len(codes))
    return codes
