"""Hand a stored document to the letters: how a `doc_…` reference becomes a file."""

from __future__ import annotations

from tiwala.invoicing.models import Document
from tiwala.notify.attachments import Attachment


def load(ref: str) -> Attachment:
    """The stored bytes. Refuses (NotFound, erased) when they are gone."""
    document: Document = Document.objects.by_public_id(ref)
    return Attachment(document.name, document.media_type, bytes(document.content))
