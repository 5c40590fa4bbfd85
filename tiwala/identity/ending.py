"""Ending sessions: the one step that every verb uses which must put somebody out."""

from __future__ import annotations

from django.db.models import F

from tiwala.identity.models import Session, User
from tiwala.kit.db import assert_in_transaction


def end_all(user: User, *, but: Session | None = None) -> int:
    """Every session of the person is over, but this one; how many that were. A step.

    The epoch moves on, so that somebody who is signing in at this very moment with what held until now comes in too
    late. Who keeps their own session gives it the new mark
    afterwards, by Django's update_session_auth_hash.
    """
    assert_in_transaction()
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    others = Session.objects.filter(user_id=user.pk).exclude(pk=but.pk if but else "")
    count = others.count()
    others.delete()
    return count
