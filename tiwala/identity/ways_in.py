"""Whether a person could still sign in, safely, without one of their factors."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from tiwala.identity.models import User


def has_second_factor(user: User, *, besides: Authenticator | None = None) -> bool:
    """Whether signing in asks for more than the password. Recovery codes alone are no factor."""
    factors = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if besides is not None:
        factors = factors.exclude(pk=besides.pk)
    return bool(factors.exists())


def may_lose(user: User, factor: Authenticator) -> bool:
    """Whether the person still gets in without this factor, and not by a password too short to stand alone.

    Staff keep one second step at least; recovery codes alone are none.
    """
    if factor.type == Authenticator.Type.RECOVERY_CODES:
        return True
    if user.has_usable_password():
        may_stand_alone = not user.is_staff and not user.has_short_password
        return may_stand_alone or has_second_factor(user, besides=factor)
    others = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).exclude(pk=factor.pk)
    return factor.type != Authenticator.Type.WEBAUTHN or bool(others.exists())
