"""People see instants in the business's time zone; inside everything stays UTC."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from tiwala.business.queries import profile_facts

DOORS_WITHOUT_PEOPLE = ("/notices/", "/api/", "/healthz", "/readyz", "/metrics", "/static/", "/style/")


class ZoneMiddleware:
    """Switches Django's current zone for pages; doors for machines speak UTC and are left alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the business's zone."""
        if request.path.startswith(DOORS_WITHOUT_PEOPLE):
            return self.get_response(request)
        try:
            zone = ZoneInfo(profile_facts().time_zone)
        except DatabaseError:
            return self.get_response(request)
        with timezone.override(zone):
            return self.get_response(request)
