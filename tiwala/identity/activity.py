"""Which requests a person made, and which a page makes by itself: only the first keep a session alive."""

from __future__ import annotations

from django.http import HttpRequest

BY_ITSELF = "seen"
"""What an address carries when a page asks how something stands, again and again."""


def is_by_itself(request: HttpRequest) -> bool:
    """A poll, a page that reloads itself, or something a browser fetched ahead."""
    ahead = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return request.method in ("GET", "HEAD") and (BY_ITSELF in request.GET or "prefetch" in ahead)
