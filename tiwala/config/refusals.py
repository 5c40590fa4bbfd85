"""The one place where a Refusal becomes a page. The API has its own (api/problems.py)."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from tiwala.api.problems import unreadable
from tiwala.kit.errors import Refusal
from tiwala.kit.policy import anyone
from tiwala.ui import error_pages

log = structlog.get_logger()
PAGES = {400: "400.html", 403: "403.html", 404: "404.html", 429: "429.html"}


class RefusalMiddleware:
    """Turns what a view refuses into a page that says what happened and what to do; anything else goes up.

    What the database cannot hold (a NUL in an address or a field) is the sender's mistake, and nothing was done.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; refusals come back through process_exception."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django when a view raised."""
        if isinstance(error, DataError):
            log.warning("unstorable", why=type(error).__name__)
            return page(request, 400, "")
        if not isinstance(error, Refusal):
            return None
        log.info("refused", code=error.code, status=error.status, **error.facts)
        return page(request, error.status, error.text)


def page(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """The page for a status, with one sentence of what happened. No cache keeps it: the next answer may be another."""
    found = render(request, PAGES.get(status, "refused.html"), {"message": message, "status": status}, status=status)
    found.headers["Cache-Control"] = "no-store, private"
    return found


@anyone
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """What Django itself could not read, before any door was reached: a problem for programs, a page for people."""
    if request.path.startswith("/api/"):
        return unreadable(request)
    return error_pages.bad_request(request, exception)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was stale or came from elsewhere: nothing was done, the person may go back and try again."""
    log.info("csrf.failed", reason=reason)
    return page(request, 403, _("This form has grown old. Nothing was done. Please go back, reload and try again."))
