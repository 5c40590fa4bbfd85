"""Fresh recovery codes on their way to the page: in the sealed session, shown once, a file of them for ten minutes."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from tiwala.identity.actions.make_recovery_codes import make_recovery_codes
from tiwala.identity.models import User
from tiwala.kit import clock
from tiwala.kit.policy import actor_of

_TO_SHOW, _TO_KEEP = "recovery_codes_to_show", "recovery_codes_to_keep"
_KEEP_S = 600


def make(request: HttpRequest, user: User) -> None:
    """Make codes, and have the next look at their page show them."""
    request.session[_TO_SHOW] = make_recovery_codes(user, by=actor_of(request))


def make_first(request: HttpRequest, user: User) -> bool:
    """Make codes for somebody who has none; whether that was so."""
    if Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).exists():
        return False
    make(request, user)
    return True


def take(request: HttpRequest) -> list[str]:
    """The codes to show now; none the next time."""
    codes: list[str] = request.session.pop(_TO_SHOW, [])
    if codes:
        request.session[_TO_KEEP] = {"codes": codes, "until": clock.now().timestamp() + _KEEP_S}
    return codes


def take_to_keep(request: HttpRequest) -> list[str]:
    """The codes for a file, once, within ten minutes of being shown."""
    kept = request.session.pop(_TO_KEEP, None) or {}
    codes: list[str] = kept.get("codes", [])
    return codes if clock.now().timestamp() < kept.get("until", 0) else []
