"""Where a person was before they had to set something up: kept in the session, to go on from there."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

_KEY = "way_back"
_LETTERS_MAX = 2000


def remember(request: HttpRequest, url: str) -> None:
    """Keep it when it leads to a page of this house; forget what was kept otherwise."""
    if url and len(url) <= _LETTERS_MAX and get_adapter(request).is_safe_url(url):
        request.session[_KEY] = url
    else:
        request.session.pop(_KEY, None)


def way_back(request: HttpRequest) -> str:
    """What was kept; empty when nothing was."""
    return str(request.session.get(_KEY, ""))


def forget(request: HttpRequest) -> None:
    """The person has gone on."""
    request.session.pop(_KEY, None)
