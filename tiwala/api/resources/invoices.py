"""/invoices and what hangs on one: issue, void, credit notes, pay links, papers."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tiwala.api import cursors
from tiwala.api.door import ApiKey, action_key, once_per_key
from tiwala.api.shapes.invoices import (
    CreditIn,
    CreditNoteOut,
    InvoiceBrief,
    InvoiceIn,
    InvoiceList,
    InvoiceOut,
    InvoiceQuery,
    PayLinkIn,
    PayLinkOut,
    PayLinksRevoked,
    VoidIn,
)
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.actions.draft_invoice import change_draft, draft_invoice
from tiwala.invoicing.actions.issue_invoice import issue_invoice
from tiwala.invoicing.actions.make_pay_link import make_pay_link, pay_url, revoke_pay_links
from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.queries import document_for, invoice_page, list_invoices
from tiwala.invoicing.views.documents import document_response
from tiwala.kit import ids
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of

router = Router(tags=["Invoices"])
notes = Router(tags=["Invoices"])
LIST = "invoices"
PAPER = {"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}}
TWIN = {"responses": {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}}


@router.get("", response=InvoiceList, auth=ApiKey("invoice.view"), operation_id="list_invoices")
def invoices(request: HttpRequest, query: Query[InvoiceQuery]) -> InvoiceList:
    """List invoices, newest first."""
    after = ids.encode("inv", cursors.read(LIST, query.cursor)) if query.cursor else ""
    page = list_invoices(by=actor_of(request), filters=query.filters(), cursor=after, size=query.limit)
    next_cursor = cursors.write(LIST, ids.decode("inv", page.next_cursor)) if page.next_cursor else ""
    return InvoiceList(items=[InvoiceBrief.of_row(row) for row in page.rows], next_cursor=next_cursor)


@router.post("", response={201: InvoiceOut}, auth=ApiKey("invoice.create"), operation_id="draft_invoice")
@once_per_key(201)
def draft(request: HttpRequest, invoice: InvoiceIn) -> InvoiceOut:
    """Write a draft. It has no number and owes nothing until it is issued."""
    made = draft_invoice(invoice.facts(), by=actor_of(request), key=action_key(request))
    return _shown(request, made.public_id)


@router.get("/{invoice_id}", response=InvoiceOut, auth=ApiKey("invoice.view"), operation_id="get_invoice")
def one(request: HttpRequest, invoice_id: str) -> InvoiceOut:
    """One invoice whole."""
    return _shown(request, invoice_id)


@router.put("/{invoice_id}", response=InvoiceOut, auth=ApiKey("invoice.create"), operation_id="change_draft")
def change(request: HttpRequest, invoice_id: str, invoice: InvoiceIn) -> InvoiceOut:
    """Write a draft anew. Refused once it is issued."""
    changed = change_draft(invoice_id, facts=invoice.facts(), by=actor_of(request))
    return _shown(request, changed.public_id)


@router.post(
    "/{invoice_id}/issue", response={200: InvoiceOut}, auth=ApiKey("invoice.issue"), operation_id="issue_invoice"
)
@once_per_key(200)
def issue(request: HttpRequest, invoice_id: str) -> InvoiceOut:
    """Draw the number, fix the document for ever; the customer owes from now on."""
    return _shown(request, issue_invoice(invoice_id, by=actor_of(request)).public_id)


@router.post("/{invoice_id}/void", response={200: InvoiceOut}, auth=ApiKey("invoice.void"), operation_id="void_invoice")
@once_per_key(200)
def void(request: HttpRequest, invoice_id: str, void: VoidIn) -> InvoiceOut:
    """Take back an issued invoice on which nothing was paid."""
    return _shown(request, void_invoice(invoice_id, reason=void.reason, by=actor_of(request)).public_id)


@router.post(
    "/{invoice_id}/credit-notes",
    response={201: CreditNoteOut},
    auth=ApiKey("invoice.credit"),
    operation_id="credit_invoice",
)
@once_per_key(201)
def credit(request: HttpRequest, invoice_id: str, credit: CreditIn) -> CreditNoteOut:
    """Lower what is owed by a credit note; what was paid beyond becomes the customer's credit."""
    note = credit_invoice(invoice_id, facts=credit.facts(action_key(request)), by=actor_of(request))
    return CreditNoteOut.of(note)


@router.post(
    "/{invoice_id}/pay-links", response={201: PayLinkOut}, auth=ApiKey("link.manage"), operation_id="make_pay_link"
)
@once_per_key(201)
def make_link(request: HttpRequest, invoice_id: str, link: PayLinkIn) -> PayLinkOut:
    """Make a link that opens this invoice's pay page and nothing else. The address is shown this once."""
    made, token = make_pay_link(invoice_id, by=actor_of(request), made_for="api", days_after_due=link.days_after_due)
    return PayLinkOut(id=made.public_id, expires_at=made.expires_at, url=pay_url(token), made_for=made.made_for)


@router.delete(
    "/{invoice_id}/pay-links",
    response=PayLinksRevoked,
    auth=ApiKey("link.manage"),
    operation_id="revoke_pay_links",
)
def revoke_links(request: HttpRequest, invoice_id: str) -> PayLinksRevoked:
    """End every living link of this invoice."""
    return PayLinksRevoked(revoked=revoke_pay_links(invoice_id, by=actor_of(request)))


@router.get("/{invoice_id}/document", auth=ApiKey("invoice.view"), operation_id="get_invoice_json", openapi_extra=TWIN)
def twin(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """The issued document as canonical JSON, byte for byte as it was hashed."""
    found = document_for(invoice_id, "invoice_json", by=actor_of(request))
    if found is None:
        raise NotFound(wanted="document")
    return document_response(found)


@router.get("/{invoice_id}/pdf", auth=ApiKey("invoice.view"), operation_id="get_invoice_pdf", openapi_extra=PAPER)
def pdf(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """The paper, set at the first call and the same bytes ever after. Drafts have none."""
    if not invoice_id.startswith("inv_"):
        raise NotFound(wanted="inv")
    return document_response(render_document(invoice_id, by=actor_of(request)))


@notes.get(
    "/{credit_note_id}/pdf", auth=ApiKey("invoice.view"), operation_id="get_credit_note_pdf", openapi_extra=PAPER
)
def note_pdf(request: HttpRequest, credit_note_id: str) -> HttpResponse:
    """The credit note on paper."""
    if not credit_note_id.startswith("crn_"):
        raise NotFound(wanted="crn")
    return document_response(render_document(credit_note_id, by=actor_of(request)))


def _shown(request: HttpRequest, invoice_ref: str) -> InvoiceOut:
    return InvoiceOut.of(invoice_page(invoice_ref, by=actor_of(request)))
