"""Papers to take home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.queries import document_for
from tiwala.invoicing.views.documents import document_response
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, staff


@staff("invoice.view")
@require_safe
def document(request: HttpRequest, owner_ref: str, kind: str) -> HttpResponse:
    """The paper or its JSON twin. A PDF is set when it is first asked for, and is the same bytes ever after."""
    actor = actor_of(request)
    found = document_for(owner_ref, kind, by=actor)
    if found is None and kind.endswith("_pdf"):
        found = render_document(owner_ref, by=actor)
    if found is None or found.kind != kind:
        raise NotFound(wanted="doc")
    return document_response(found, as_download=True)
