"""What this session has proven: with a second factor or without, and how long ago. See kit/policy.py for who asks."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from tiwala.identity import rule_values
from tiwala.identity.models import User
from tiwala.kit import clock

_PROVED, _PROVED_FACTOR = "proved_at", "factor_proved_at"


def note_sign_in(request: HttpRequest, user: User) -> None:
    """Signing in was a proof; with a second factor when one was shown on the way in."""
    shown = get_authentication_records(request, user)
    note_proof(request, factor=any(one.get("method") == "mfa" for one in shown))


def note_proof(request: HttpRequest, *, factor: bool) -> None:
    """Remember that the person has just proved who they are. With a second factor, the session rises to it."""
    now = clock.now().timestamp()
    request.session[_PROVED] = now
    if factor:
        request.session[_PROVED_FACTOR] = now


def has_factor(request: HttpRequest) -> bool:
    """Whether this session was opened or raised with a second factor."""
    return isinstance(request.session.get(_PROVED_FACTOR), float)


def proved_lately(request: HttpRequest) -> bool:
    """Whether that was within the minutes of the rule, by a proof as strong as the session. Signed-in doors only."""
    at = request.session.get(_PROVED_FACTOR if has_factor(request) else _PROVED)
    if not isinstance(at, float) or not isinstance(request.user, User):
        return False
    minutes = rule_values.value_of("staff_step_up_minutes" if request.user.is_staff else "payer_step_up_minutes")
    return 0 <= clock.now().timestamp() - at < minutes * 60
