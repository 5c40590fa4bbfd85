"""`brand` in every template: who collects, read only when a page asks for it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tiwala.business.queries import profile_facts


def brand(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 -- Django's signature
    """A context processor."""
    return {"brand": SimpleLazyObject(profile_facts)}
