"""A recovery takes effect: the lost factors are taken off, and every session ends."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator

from tiwala.audit.actions.record import record
from tiwala.identity import addresses
from tiwala.identity.ending import end_all
from tiwala.identity.forgiving import forgive_tries
from tiwala.identity.models import Recovery, User
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def finish_recovery(recovery_id: UUID, *, by: Actor) -> bool:
    """Whether it took effect now: not before its time, not when stopped or while the account is locked, and once."""
    recovery: Recovery = Recovery.objects.locked(recovery_id)
    if not recovery.is_over(now=clock.now()) or recovery.user is None:
        return False
    user: User = User.objects.locked(recovery.user.pk)
    if user.sign_in_held_at is not None:
        return False
    Authenticator.objects.filter(user_id=user.pk).delete()
    forgive_tries(user)  # what was guessed at is gone, and the person was made sure of
    end_all(user)
    recovery.done_at = clock.now()
    recovery.save(update_fields=["done_at"])
    addresses.write_to_all(user, "recovery_done")
    record("recovery:finish", user.public_id, by=by)
    return True
