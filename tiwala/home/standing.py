"""One page for every try: the same words for the holder of a link and for a signed-in customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from tiwala.home.tries import Try
from tiwala.ui.htmx import page_or_part, taken_to, wants_part


@dataclass(frozen=True, slots=True)
class Doors:
    """The addresses a try's page leads to."""

    here: str
    cancel: str
    choose: str
    picture: str
    receipt: str
    proof: str
    prove: str = ""
    ask: str = ""
    report: str = ""


def standing_page(request: HttpRequest, template: str, told: Try, doors: Doors, more: dict[str, Any]) -> HttpResponse:
    """The page, or for a poll only its part; nothing at all (204) when the reader has just that in front of them.

    Whoever waited here for a gateway that had not answered is taken on to its page as soon as there is one.
    """
    if told.story == "go" and told.is_just_now and request.GET.get("seen", "").startswith("unknown"):
        return taken_to(request, told.redirect_url)
    if wants_part(request) and request.GET.get("seen") == told.seen:
        return HttpResponse(status=204)
    response = page_or_part(request, template, part="standing", told=told, doors=doors, **more)
    response.status_code = more["proof"].status
    return response
