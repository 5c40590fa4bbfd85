"""Put a document on paper once, and keep those bytes for ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError

from tiwala.audit.actions.record import record
from tiwala.business import queries as business
from tiwala.business.seller import SellerBlock
from tiwala.customers import queries as customers
from tiwala.invoicing.actions.make_pay_link import mint, new_token, pay_url
from tiwala.invoicing.errors import NoPaperYet
from tiwala.invoicing.models import CreditNote, Document, Invoice, Receipt
from tiwala.invoicing.pdf.credit_note_paper import credit_note_paper
from tiwala.invoicing.pdf.invoice_paper import invoice_paper
from tiwala.invoicing.pdf.paper import Look, Paper
from tiwala.invoicing.pdf.receipt_paper import Parties, receipt_paper
from tiwala.invoicing.pdf.renderer import render
from tiwala.invoicing.queries.papers import check_visible
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.db import action


@dataclass(frozen=True, slots=True)
class _Draft:
    """A paper ready to be set, and what its document row says."""

    paper: Paper
    kind: str
    customer_ref: str
    number: str
    invoice: Invoice | None = None
    token: str = ""


def render_document(owner_ref: str, *, by: Actor) -> Document:
    """The PDF of an invoice, credit note, receipt or refund: set at the first call, the same bytes ever after.

    Typst works outside any transaction (tens of milliseconds). The PDF of an issued invoice carries a pay link of
    its own. Refuses: NotFound for what this actor may not see, NoPaperYet for drafts.
    """
    check_visible(owner_ref, by=by)
    known = Document.objects.filter(owner_ref=owner_ref, kind__endswith="_pdf").first()
    if known is not None:
        return known
    draft = _DRAFTS[owner_ref[:3]](owner_ref)
    content = render(draft.paper)
    try:
        return _keep(owner_ref, draft, content=content, by=by)
    except IntegrityError:  # somebody else was quicker: theirs counts, ours and its link never were
        return Document.objects.filter(owner_ref=owner_ref, kind=draft.kind).get()


@action
def _keep(owner_ref: str, draft: _Draft, *, content: bytes, by: Actor) -> Document:
    if draft.invoice is not None and draft.token:
        invoice = Invoice.objects.locked(draft.invoice.pk)
        mint(invoice, by=by, made_for="pdf", token=draft.token)
    document = Document.objects.create(
        owner_ref=owner_ref,
        kind=draft.kind,
        customer_ref=draft.customer_ref,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="application/pdf",
        name=f"{draft.number}.pdf",
    )
    record("document:render", owner_ref, by=by, document=document.public_id, sha256=document.sha256)
    return document


def _invoice(ref: str) -> _Draft:
    invoice = Invoice.objects.select_related("customer").by_public_id(ref)
    if invoice.state not in ("issued", "void"):
        raise NoPaperYet(state=invoice.state)
    token = new_token() if invoice.state == "issued" else ""
    paper = invoice_paper(
        invoice,
        list(invoice.lines.all()),
        twin=_twin(ref, "invoice_json"),
        look=_look(invoice.customer.language),
        pay_url=pay_url(token) if token else "",
    )
    return _Draft(paper, "invoice_pdf", invoice.customer_ref, invoice.number_text, invoice, token)


def _credit_note(ref: str) -> _Draft:
    note = CreditNote.objects.select_related("invoice__customer").by_public_id(ref)
    invoice = note.invoice
    look = _look(invoice.customer.language)
    paper = credit_note_paper(note, invoice, twin=_twin(ref, "credit_note_json"), look=look)
    return _Draft(paper, "credit_note_pdf", invoice.customer_ref, note.number_text)


def _receipt(ref: str) -> _Draft:
    receipt: Receipt = Receipt.objects.by_public_id(ref)
    customer = customers.by_ref(receipt.customer_ref, by=SYSTEM)
    content = _twin(ref, f"{receipt.kind}_json")
    kept = json.loads(content)
    parties = Parties(SellerBlock.from_json(kept["seller"]), kept["buyer"])
    paper = receipt_paper(receipt, parties, twin=content, look=_look(customer.language))
    return _Draft(paper, f"{receipt.kind}_pdf", receipt.customer_ref, receipt.number_text)


_DRAFTS: dict[str, Callable[[str], _Draft]] = {"inv": _invoice, "crn": _credit_note, "rcp": _receipt}


def _twin(owner_ref: str, kind: str) -> bytes:
    """The JSON as it was stored on issue: what is attached is what was hashed."""
    return bytes(Document.objects.filter(owner_ref=owner_ref, kind=kind).get().content)


def _look(language: str) -> Look:
    brand = business.brand()
    return Look(language=language, colour=brand.colour, logo=bytes(brand.logo), logo_type=brand.logo_type)
