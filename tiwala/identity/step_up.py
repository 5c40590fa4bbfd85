"""What this session has proven: with a second factor or without, and how long ago. See kit/policy.py for who asks."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from tiwala.identity import rule_values
from tiwala.identity.models import Assurance, Session, User
from tiwala.kit import clock


def assurance_of(request: HttpRequest, user: User) -> Assurance:
    """How well the person has proven who they are on the way in, by what allauth noted.

    A passkey that verified its holder is two factors at once; else it takes two different ones. A code by mail is none.
    """
    shown = get_authentication_records(request, user)
    if any(one.get("passwordless") for one in shown):
        return Assurance.PASSKEY
    kinds = {str(one.get("type", "password")) for one in shown if one.get("method") in ("password", "mfa")}
    return Assurance.FACTOR if len(kinds) > 1 else Assurance.PASSWORD


def note_proof(request: HttpRequest, *, factor: bool) -> None:
    """The person has just proved it again. With a second factor the session rises to it, under a new key."""
    row = row_of(request)
    now = clock.now()
    row.proved_at = now
    request.session.modified = True
    if not factor:
        return
    row.factor_proved_at = now
    if not row.has_factor:
        row.assurance = Assurance.FACTOR
        request.session.cycle_key()
        rotate_token(request)


def row_of(request: HttpRequest) -> Session:
    """The session's row."""
    row: Session = request.session.row  # type: ignore[attr-defined]
    return row


def has_factor(request: HttpRequest) -> bool:
    """Whether this session was opened or raised with a second factor."""
    return row_of(request).has_factor


def proved_lately(request: HttpRequest) -> bool:
    """Whether that was within the minutes of the rule, by a proof as strong as the session. Signed-in doors only."""
    row = row_of(request)
    at = row.factor_proved_at if row.has_factor else row.proved_at
    if at is None or row.user is None:
        return False
    minutes = rule_values.value_of("staff_step_up_minutes" if row.user.is_staff else "payer_step_up_minutes")
    return timedelta(0) <= clock.now() - at < timedelta(minutes=minutes)
