"""Not too many tries at a door from one address: counted in the shared cache, so for all processes together."""

from __future__ import annotations

from allauth.core.ratelimit import consume
from django.http import HttpRequest

from tiwala.kit.errors import TooMany


def refuse_too_many(request: HttpRequest, *, action: str) -> None:
    """TooMany above the rate set for this action in ACCOUNT_RATE_LIMITS; only posts count."""
    if not consume(request, action=action):
        raise TooMany
