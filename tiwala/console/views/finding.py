"""Search everywhere, and the way from any public id to its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tiwala.console import links, search
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, staff


@staff("invoice.view")
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What fits, grouped. A public id goes straight to its page."""
    asked = request.GET.get("q", "").strip()[: search.LONGEST]
    straight = links.subject_url(asked)
    if straight:
        return redirect(straight)
    facts = {"search_text": asked, "groups": search.search(asked, by=actor_of(request)) if asked else []}
    return render(request, "console/search.html", facts)


@staff("invoice.view")
@require_safe
def go(request: HttpRequest, ref: str) -> HttpResponse:
    """To the page on which an attempt, a credit note, a receipt or a document is shown."""
    owner = search.owner_of(ref, by=actor_of(request))
    target = links.subject_url(owner) if owner and owner != ref else ""
    if not target:
        raise NotFound(wanted=ref[:3])
    return redirect(target)
