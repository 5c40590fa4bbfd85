"""Let somebody try again whose password or second step is locked."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity import reasons
from tiwala.identity.forgiving import forgive_tries
from tiwala.identity.models import User
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.close_task import close_tasks_about


@action
def unlock_person(user_id: UUID, *, reason: str, by: Actor) -> User:
    """Counting begins anew. `reason` says how the person was recognised: BadInput without one."""
    said = reasons.needed(reason, or_else=_("Please say how you made sure who it is."))
    user: User = User.objects.locked(user_id)
    count = forgive_tries(user)
    close_tasks_about("sign_in_locked", user.public_id, by=by, outcome=said)
    record("user:unlock", user.public_id, by=by, reason=said, counters=count)
    return user
