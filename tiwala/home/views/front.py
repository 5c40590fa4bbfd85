"""The way in, and how to know that it is really us."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiwala.kit.conf import conf
from tiwala.kit.policy import anyone


@anyone
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Who lives here, and where to go: sign in, or open the link from one's message."""
    return render(request, "home/landing.html")


@anyone
@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Plain facts: who collects, how to check, where card details are typed, how to report."""
    return render(request, "home/trust.html", {"site": conf.outside.base_url})
