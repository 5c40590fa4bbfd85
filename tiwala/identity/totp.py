"""The codes of authenticator apps: six digits, SHA-1, thirty seconds (RFC 6238), computed by allauth's functions."""

from __future__ import annotations

import hmac
import re
from typing import Final

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tiwala.kit import clock

PERIOD_S: Final = 30
_BLANKS = re.compile(r"[\s-]+")


def step_now() -> int:
    """The number of the present half minute."""
    return int(clock.now().timestamp()) // PERIOD_S


def step_of(secret: str, code: str) -> int | None:
    """The half minute that this code belongs to: the present one or the one before; None for any other code."""
    typed = _BLANKS.sub("", code).encode()
    now = step_now()
    found = None
    for step in (now, now - 1):
        if hmac.compare_digest(format_hotp_value(hotp_value(secret, step)).encode(), typed):
            found = step
    return found
