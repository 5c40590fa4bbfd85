"""Sign a person out everywhere, or everywhere else."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.ending import end_all
from tiwala.identity.models import Session, User
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def end_sessions(user_id: UUID, *, by: Actor, but: Session | None = None) -> User:
    """Every session of the person is over from now on, but the one that is named. The user with the new epoch."""
    user: User = User.objects.locked(user_id)
    count = end_all(user, but=but)
    record("session:end", user.public_id, by=by, count=count, why="else" if but else "all")
    return user
