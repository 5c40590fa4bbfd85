"""Prove it again before money moves: how long ago this session last showed a password or a second factor."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from tiwala.kit import clock

_SESSION_KEY = "proved_at"


def note_proof(request: HttpRequest) -> None:
    """Remember that the person has just proved who they are, by signing in or by doing it again."""
    request.session[_SESSION_KEY] = clock.now().timestamp()


def proved_lately(request: HttpRequest) -> bool:
    """Whether that was within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds. Reads the session: signed-in doors only."""
    at = request.session.get(_SESSION_KEY)
    if not isinstance(at, float):
        return False
    age_s = clock.now().timestamp() - at
    return 0 <= age_s < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
