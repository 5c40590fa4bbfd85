"""Sign a person out everywhere."""

from __future__ import annotations

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import F

from tiwala.audit.actions.record import record
from tiwala.identity.models import User
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def end_sessions(user_id: UUID, *, by: Actor) -> None:
    """Every session of the person is over from now on, the caller's own included."""
    user: User = User.objects.locked(user_id)
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    UserSession.objects.filter(user_id=user.pk).delete()
    record("session:end", user.public_id, by=by)
