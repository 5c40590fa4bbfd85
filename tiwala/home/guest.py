"""Whoever holds a pay link: what it opens, who acts, in which language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tiwala.invoicing.links import OpenedLink, open_link
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound

NO_LINK_LETTERS_MAX = 200


class OpensNothing(NotFound):
    """The link is wrong, has expired or was revoked: which of them is not said."""

    code = "no_such_link"
    message = _("The link may be mistyped, may have expired, or was withdrawn. No money was taken.")


def opened_by(request: HttpRequest, token: str) -> OpenedLink:
    """The invoice this link opens. Wrong, expired and revoked links are refused alike."""
    found = open_link(token[:NO_LINK_LETTERS_MAX], visitor=getattr(request, "client_ip", ""))
    if found is None:
        raise OpensNothing(wanted="pay link")
    return found


def guest(request: HttpRequest, opened: OpenedLink) -> Actor:
    """The holder of the link, as audit records name them: by the link, not by a person."""
    return Actor(
        "guest",
        opened.link_ref,
        label="pay link",
        customer_refs=frozenset({opened.customer_ref}),
        ip=getattr(request, "client_ip", ""),
        request_id=getattr(request, "request_id", ""),
    )


def spoken(response: HttpResponse) -> HttpResponse:
    """The page, saying in which language it was written (call it while reading)."""
    response["Content-Language"] = translation.get_language() or "en"
    return response


@contextmanager
def reading(request: HttpRequest, opened: OpenedLink) -> Iterator[None]:
    """The customer's own language, unless this browser has chosen one."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        yield
        return
    with translation.override(opened.language or "en"):
        yield
