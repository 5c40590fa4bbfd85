"""Look at the wrong tries of late: tell who is locked out, and raise a task where it is no accident."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q

from tiwala.audit.actions.record import record
from tiwala.identity import letters
from tiwala.identity.bursts import bursts
from tiwala.identity.models import Tries
from tiwala.identity.tries import is_locked_at, is_stopped
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.raise_task import raise_task

EVERY: Final = timedelta(minutes=1)
_TOLD_AGAIN_AFTER: Final = timedelta(hours=24)
_AT_ONCE = 200


@action
def watch_sign_ins(*, by: Actor) -> int:
    """A letter to each person who is locked out, once a day; a task for each member of staff, and for each burst.

    Not done at the failure itself, so that a door takes as long to say no to a stranger as to somebody we know.
    Says how many people were told.
    """
    now = clock.now()
    stale = Q(told_at=None) | Q(told_at__lt=now - _TOLD_AGAIN_AFTER)
    recent = Tries.objects.filter(stale, user__isnull=False, count__gt=1, last_at__gt=now - _TOLD_AGAIN_AFTER)
    rows = list(recent.select_for_update(of=("self",)).select_related("user").order_by("id")[:_AT_ONCE])
    told = [row for row in rows if row.user and is_locked_at(row.count, is_staff=row.user.is_staff)]
    for row in told:
        row.told_at = now
        row.save(update_fields=["told_at"])
        _tell(row, by=by)
    for burst in bursts(now=now, since=now - 2 * EVERY):
        raise_task("sign_in_burst", burst.about, by=by, summary_facts=burst.facts)
    return len(told)


def _tell(row: Tries, *, by: Actor) -> None:
    user = row.user
    assert user is not None
    letters.tell_of_lock(user, is_stopped=is_stopped(row.count))
    if user.is_staff or is_stopped(row.count):
        raise_task("sign_in_locked", user.public_id, by=by, summary_facts={"tries": row.count, "at": row.which})
    record("user:lock", user.public_id, by=by, at=row.which, tries=row.count)
