"""`brand` in every template: who collects, read only when a page asks for it."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tiwala.business.queries import BusinessFacts, profile_facts


def brand(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 -- Django's signature
    """A context processor."""
    return {"brand": SimpleLazyObject(_facts)}


def _facts() -> BusinessFacts:
    """A page that says the database is away must not need the database."""
    try:
        return profile_facts()
    except DatabaseError:
        return BusinessFacts()
