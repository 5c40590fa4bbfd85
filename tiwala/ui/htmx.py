"""The glue to htmx: one view answers with a whole page or with the part that changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part, rather than a browser for a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def page_or_part(
    request: HttpRequest, template: str, *, part: str | None = None, status: int = 200, **context: Any
) -> HttpResponse:
    """Render the page, or for htmx only its named partial (`{% partialdef part %}` in the same file).

    The answer says Vary, so that no cache ever hands a part to someone who wanted the page.
    """
    name = f"{template}#{part}" if part and wants_part(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response


def taken_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to another address, whether it asked for a page or htmx for a part."""
    return HttpResponse(headers={"HX-Redirect": url}) if wants_part(request) else redirect(url)
