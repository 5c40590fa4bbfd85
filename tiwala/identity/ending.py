"""Ending sessions, and holding an account: the steps that every verb uses which must put somebody out."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest

from tiwala.identity.models import LetterLink, Session, User
from tiwala.kit import clock
from tiwala.kit.db import assert_in_transaction


def end_all(user: User, *, but: Session | None = None) -> int:
    """Every session of the person is over, but this one; how many that were. A step.

    The epoch moves on, so that somebody who is signing in at this very moment with what held until now comes in too
    late. Who keeps their own session gives it the new mark afterwards, by Django's update_session_auth_hash.
    """
    assert_in_transaction()
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    gone, _more = Session.objects.filter(user_id=user.pk).exclude(pk=but.pk if but else "").delete()
    return gone


def end_others(user: User, *, request: HttpRequest | None) -> None:
    """As end_all; the session in which the person is doing this goes on, under a new key. A step."""
    own = request is not None and request.user == user
    end_all(user, but=request.session.row if own else None)  # type: ignore[union-attr]
    if own:
        request.user.session_epoch, request.user.password = user.session_epoch, user.password  # type: ignore[union-attr]
        update_session_auth_hash(request, request.user)  # type: ignore[arg-type, union-attr]


def hold(user: User) -> None:
    """Nobody signs in to this account, with anything, until it is released. A step, on a locked user.

    Links of letters that could say the same again are used up with it.
    """
    assert_in_transaction()
    end_all(user)
    user.sign_in_held_at = clock.now()
    user.save(update_fields=["sign_in_held_at"])
    LetterLink.objects.filter(user_id=user.pk, used_at=None).update(used_at=clock.now())


def release(user: User) -> None:
    """The account opens again: its person was recovered, or staff made sure who asks. A step, on a locked user."""
    assert_in_transaction()
    user.sign_in_held_at = None
    user.save(update_fields=["sign_in_held_at"])
