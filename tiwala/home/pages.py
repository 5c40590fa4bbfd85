"""Render a page of the signed-in customer: never kept by a cache, with the names of those one may switch to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from tiwala.customers import queries as customers
from tiwala.home.whose import Here
from tiwala.kit.policy import actor_of
from tiwala.ui.htmx import page_or_part


def page(
    request: HttpRequest, template: str, *, here: Here, part: str | None = None, status: int = 200, **context: Any
) -> HttpResponse:
    """The page, or the part that htmx asks for."""
    more = {"here": here, "switchable": cards(request, here)} | context
    response = page_or_part(request, template, part=part, status=status, **more)
    response["Cache-Control"] = "no-store, private"
    return response


def cards(request: HttpRequest, here: Here) -> list[Any]:
    """The customers one may switch between, the one at hand first; nobody to switch to costs nothing."""
    if not here.others:
        return []
    found = customers.cards_by_ref([here.ref, *here.others], by=actor_of(request))
    return [found[ref] for ref in (here.ref, *here.others) if ref in found]
