"""Take a passkey away."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator

from tiwala.audit.actions.record import record
from tiwala.identity.models import Passkey, User
from tiwala.identity.refusals import OnlyWayIn
from tiwala.identity.ways_in import may_lose
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.close_task import close_tasks_about


@action
def remove_passkey(passkey_id: UUID, *, by: Actor) -> Authenticator:
    """What allauth kept of it, now gone. OnlyWayIn when nothing else would let the person in."""
    passkey: Passkey = Passkey.objects.locked(passkey_id)
    user: User = User.objects.locked(passkey.user_id)
    if not may_lose(user, passkey.authenticator):
        raise OnlyWayIn
    gone, row_id = passkey.authenticator, passkey.authenticator_id
    gone.delete()
    gone.pk = row_id
    if not Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        Authenticator.objects.filter(user=user).delete()
    close_tasks_about("passkey_doubted", passkey.public_id, by=by, outcome="The person removed the passkey.")
    record("passkey:remove", user.public_id, by=by, passkey=passkey.public_id)
    return gone
