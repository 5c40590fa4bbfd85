"""The cookie by which a browser is known again: one random text, ours alone; nothing else of the browser is looked at.

It is essential for security: a sign-in from a new browser is told, and one browser that pays for many is noticed. It is
given by the pay page and at sign-in, opens nothing, and is missing where a browser refuses it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from tiwala.identity.tokens import new_token
from tiwala.kit.conf import conf

_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def known_for() -> timedelta:
    """How long a browser is known; each sign-in and each look at the pay page counts anew."""
    return timedelta(days=conf.identity.device_days)


def key_of(request: HttpRequest) -> str:
    """The text that the browser brought; empty when it brought none of ours."""
    brought = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return brought if _SHAPE.fullmatch(brought) else ""


def greet(request: HttpRequest) -> str:
    """The browser's text, a new one when it brought none; it goes out with the answer."""
    token = key_of(request) or new_token()
    request.__dict__["device_token"] = token
    return token


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the browser its text with this answer, when this answer greets it."""
    token = request.__dict__.get("device_token")
    if token:
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            token,
            max_age=known_for(),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
