"""Not too many tries at an invitation's link from one address."""

from __future__ import annotations

from allauth.core.ratelimit import consume
from django.http import HttpRequest

from tiwala.kit.errors import TooMany


def refuse_too_many(request: HttpRequest) -> None:
    """TooMany above the rate set for `invitation` in ACCOUNT_RATE_LIMITS; only posts count."""
    if not consume(request, action="invitation"):
        raise TooMany
