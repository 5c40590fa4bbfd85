"""Where a request comes from, when so many proxies in front are ours."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The address our outermost proxy saw, or the peer's own; empty when it is no address.

    Each of our proxies adds one address at the right end of X-Forwarded-For; what stands further left was
    written by the client and proves nothing.
    """
    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    text = str(request.META.get("REMOTE_ADDR", ""))
    if trusted > 0:
        said = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        text = said[-trusted] if trusted <= len(said) else text
    return _plain(text)


@lru_cache(maxsize=512)
def _plain(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
