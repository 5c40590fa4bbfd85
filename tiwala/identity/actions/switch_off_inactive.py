"""Switch off the accounts of staff that nobody used for long."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Greatest

from tiwala.audit.actions.record import record
from tiwala.identity import letters
from tiwala.identity.ending import end_all
from tiwala.identity.models import User
from tiwala.identity.owners import keep_one
from tiwala.identity.refusals import LastOwner
from tiwala.identity.rule_values import value_of
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def switch_off_inactive(*, by: Actor) -> int:
    """Nobody signs in to them until they are switched on again; says how many. The last owner stays, whoever long ago.

    Roles, factors and keys stay: a key works on its own and is reviewed on its own.
    """
    days = value_of("staff_inactive_days")
    used = Greatest("last_seen_at", "created_at", "switched_on_at")  # the greatest of those that are known
    idle = User.objects.filter(kind="staff", is_active=True).annotate(used=used)
    found = list(idle.filter(used__lt=clock.now() - timedelta(days=days)).select_for_update().order_by("id"))
    return sum(_switch_off(user, days=days, by=by) for user in found)


def _switch_off(user: User, *, days: int, by: Actor) -> bool:
    try:
        keep_one(user)
    except LastOwner:
        return False
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_all(user)
    letters.tell_of_switch_off(user, days=days)
    record("user:disable", user.public_id, by=by, why="unused", days=days)
    return True
