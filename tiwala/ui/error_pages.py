"""What a visitor reads when something is not there or went wrong: what happened, whether money moved, what next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tiwala.kit.policy import anyone


@anyone
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """The request could not be read."""
    return _page(request, 400)


@anyone
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Signed in, but not allowed here."""
    return _page(request, 403)


@anyone
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Nothing at this address: the same words for never was, expired and withdrawn."""
    return _page(request, 404)


@anyone
def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Asked too often in a short while."""
    return _page(request, 429)


@anyone
def server_error(_request: HttpRequest) -> HttpResponse:
    """Our own fault. Rendered without context processors, so that it stands when they are what broke."""
    return render(None, "500.html", {"status": 500}, status=500)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    """Kept by no cache: the address may have been a private one, and answer otherwise next time."""
    answer = render(request, f"{status}.html", {"status": status}, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
