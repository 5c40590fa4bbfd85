"""Who came in, who failed, what was changed about a way in: the trail's records about signing in, with filters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiwala.console.paging import SIZE, links_of
from tiwala.console.queries.sign_in_events import KINDS, OUTCOMES, read, told
from tiwala.console.queries.trail import staff_choices
from tiwala.console.views.settings_tabs import tabs
from tiwala.kit.policy import staff


@staff("audit.view")
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Newest first. Addresses are shown as their neighbourhood; customers by their id."""
    found = list(read(request.GET)[: SIZE + 1])
    rows, more = found[:SIZE], len(found) > SIZE
    facts = {
        "tabs": tabs(request),
        "page_of": links_of(rows, request, next_cursor=str(rows[-1].seq) if more else ""),
        "rows": told(rows),
        "kinds": KINDS,
        "outcomes": OUTCOMES,
        "people": staff_choices(),
        "asked": {name: request.GET.get(name, "") for name in ("kind", "who", "outcome", "since", "until")},
    }
    return render(request, "console/sign_in_events.html", facts)
