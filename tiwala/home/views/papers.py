"""PDFs: through a link only its invoice and the receipts of its payments; signed in, one's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tiwala.home import tries
from tiwala.home.guest import guest, opened_by
from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.queries import receipt_for_payment
from tiwala.invoicing.views.documents import document_response
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, anyone, customer_only
from tiwala.ui import csp


@anyone
@require_safe
def invoice_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The invoice that the link opens, as it was issued."""
    opened = opened_by(request, token)
    document = render_document(opened.invoice_ref, by=guest(request, opened))
    return csp.token_page(document_response(document), has_form=False)


@anyone
@require_safe
def receipt_by_link(request: HttpRequest, token: str, attempt_ref: str) -> HttpResponse:
    """The receipt of a payment of the link's invoice."""
    opened = opened_by(request, token)
    attempt, targets = tries.find(attempt_ref)
    receipt = receipt_for_payment(attempt.payment.public_id)
    if targets != (opened.invoice_ref,) or receipt is None:
        raise NotFound(wanted="receipt")
    document = render_document(receipt.public_id, by=guest(request, opened))
    return csp.token_page(document_response(document), has_form=False)


@customer_only
@require_safe
def own(request: HttpRequest, owner_ref: str) -> HttpResponse:
    """An invoice, credit note, receipt or refund document of one's own."""
    return document_response(render_document(owner_ref, by=actor_of(request)))
