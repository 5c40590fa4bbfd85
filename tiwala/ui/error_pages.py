"""What a visitor reads when something is not there or went wrong: what happened, whether money moved, what next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tiwala.kit.policy import anyone


@anyone
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """The request could not be read."""
    return render(request, "400.html", {"status": 400}, status=400)


@anyone
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Signed in, but not allowed here."""
    return render(request, "403.html", {"status": 403}, status=403)


@anyone
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Nothing at this address: the same words for never was, expired and withdrawn."""
    return render(request, "404.html", {"status": 404}, status=404)


@anyone
def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Asked too often in a short while."""
    return render(request, "429.html", {"status": 429}, status=429)


@anyone
def server_error(_request: HttpRequest) -> HttpResponse:
    """Our own fault. Rendered without context processors, so that it stands when they are what broke."""
    return render(None, "500.html", {"status": 500}, status=500)
