"""End one of a person's sessions."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import Session, User
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound


@action
def end_session(user_id: UUID, *, ref: str, by: Actor) -> None:
    """That browser is out from its next click on. NotFound when the person has no such session."""
    user: User = User.objects.locked(user_id)
    gone, _more = Session.objects.filter(user_id=user.pk, ref=ids.decode("ses", ref)).delete()
    if not gone:
        raise NotFound(wanted="ses")
    record("session:end", user.public_id, by=by, why="one", session=ref)
