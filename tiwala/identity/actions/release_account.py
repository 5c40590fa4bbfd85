"""Open a locked account again, after making sure who asks for it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity.actions.disown import TASK
from tiwala.identity.ending import release
from tiwala.identity.models import User
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotAllowed, WrongState
from tiwala.tasks.actions.close_task import close_tasks_about

_LEAST_LETTERS = 10


@action
def release_account(user_id: UUID, *, how_checked: str, by: Actor) -> User:
    """The person signs in again with what they have. `how_checked`, a sentence, is kept sealed with the task.

    WrongState when the account is not locked; BadInput without a sentence; NotAllowed for one's own account.
    """
    note = " ".join(how_checked.split())
    if len(note) < _LEAST_LETTERS:
        raise BadInput(fields={"how_checked": _("Please write how you made sure who is asking, in a sentence.")})
    user: User = User.objects.locked(user_id)
    if by.id == user.public_id:
        raise NotAllowed(why="own account")
    if user.sign_in_held_at is None:
        raise WrongState(wanted="held")
    release(user)
    close_tasks_about(TASK, user.public_id, by=by, outcome=note)
    record("user:release", user.public_id, by=by)
    return user
