"""Hand documents to the letters: how a reference becomes a file."""

from __future__ import annotations

from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.models import Document
from tiwala.kit.actor import job
from tiwala.notify.attachments import Attachment

BY = job("invoicing.attachments")


def load(ref: str) -> Attachment:
    """The stored bytes of a `doc_…`, or the paper of an `inv_ crn_ rcp_`, set now when it was not yet.

    Refuses (NotFound, erased) when they are gone. Called outside transactions, when the letter leaves.
    """
    is_document = ref.startswith("doc_")
    found: Document = Document.objects.by_public_id(ref) if is_document else render_document(ref, by=BY)
    return Attachment(found.name, found.media_type, bytes(found.content))
