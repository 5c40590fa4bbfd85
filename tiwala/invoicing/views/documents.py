"""A stored document as an answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tiwala.invoicing.models import Document


def document_response(document: Document, *, as_download: bool = False) -> HttpResponse:
    """The exact bytes that were stored, to be shown or saved; kept by no cache. Who may see it is the door's affair."""
    response = HttpResponse(bytes(document.content), content_type=document.media_type)
    response["Content-Disposition"] = content_disposition_header(as_download, document.name) or "inline"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["ETag"] = f'"{document.sha256}"'
    return response
