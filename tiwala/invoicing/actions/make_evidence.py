"""Put the evidence of a dispute on paper: one PDF, stored with its hash, made anew whenever it is asked for."""

from __future__ import annotations

import hashlib
import json

from django.utils.translation import gettext as _
from django.utils.translation import override

from tiwala.business import queries as business
from tiwala.business.seller import SellerBlock
from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.models import Document, Invoice, Receipt
from tiwala.invoicing.pdf import blocks
from tiwala.invoicing.pdf import evidence_paper as pages
from tiwala.invoicing.pdf.evidence_renderer import render_pack
from tiwala.invoicing.pdf.invoice_paper import invoice_paper
from tiwala.invoicing.pdf.paper import Look, Sheet
from tiwala.invoicing.pdf.receipt_paper import Parties, receipt_paper
from tiwala.invoicing.queries.evidence import Story, story_of
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotAllowed
from tiwala.payments.actions.note_evidence import note_evidence
from tiwala.payments.models import Dispute


def make_evidence(dispute_ref: str, *, by: Actor, language: str = "en") -> Document:
    """A fresh pack of all that is recorded now, in that language; the ones before stay as they are.

    Typst works outside any transaction; the stored invoice and receipts are attached byte for byte. Refuses NotAllowed
    without `dispute.handle`, BadInput for a language we do not write.
    """
    if not by.may("dispute.handle"):
        raise NotAllowed(permission="dispute.handle")
    if language not in pages.LANGUAGES:
        raise BadInput(language=language[:10])
    with override(language):
        story = story_of(dispute_ref)
        papers = tuple(_attached(ref) for ref in (*story.invoice_refs, *story.receipt_refs))
        pack = _pack(story, papers)
    brand = business.brand()
    content = render_pack(pack, logo=bytes(brand.logo), logo_type=brand.logo_type)
    return _keep(story.dispute, content=content, language=language, by=by)


@action
def _keep(dispute: Dispute, *, content: bytes, language: str, by: Actor) -> Document:
    dispute_ref = dispute.public_id
    count = Document.objects.filter(owner_ref=dispute_ref).count()
    digest = hashlib.sha256(content).hexdigest()
    document = Document.objects.create(
        owner_ref=dispute_ref,
        kind=f"evidence_{count + 1}",
        customer_ref=dispute.customer_ref,
        content=content,
        sha256=digest,
        media_type="application/pdf",
        name=f"evidence-{dispute_ref[4:]}-{count + 1}-{language}.pdf",
    )
    note_evidence(dispute_ref, document_ref=document.public_id, sha256=digest, by=by)
    return document


def _attached(owner_ref: str) -> pages.Attached:
    document = render_document(owner_ref, by=SYSTEM)
    is_invoice = owner_ref.startswith("inv_")
    words = _("The invoice as it was issued") if is_invoice else _("The receipt as it was issued")
    return pages.Attached(document.name, words, bytes(document.content), document.sha256)


def _pack(story: Story, attached: tuple[pages.Attached, ...]) -> pages.Pack:
    seller, brand, now = business.profile_facts(), business.brand(), clock.now()
    zone = story.zone
    until = pages.instant(story.dispute.answer_by, zone)
    hashes = [(one.name, one.words, f"{one.sha256[:32]} {one.sha256[32:]}") for one in attached]
    papers = ((_("File"), 3), (_("What it is"), 3), ("SHA-256", 5))
    return pages.Pack(
        title=_("EVIDENCE"),
        number=story.dispute.reference,
        seller={"name": seller.registered_name or seller.name, "display": seller.name},
        amount=pages.amount(story.dispute.amount),
        line=_("Answer due %(until)s") % {"until": until} if until else _("About a payment made to us"),
        sections=(*story.sections, pages.table(_("Attached papers"), papers, hashes)),
        copies=(*map(_invoice_copy, story.invoice_refs), *map(_receipt_copy, story.receipt_refs)),
        attached=attached,
        accent=blocks.accent(brand.colour),
        at=now,
        zone=zone.key,
        language=pages.language(),
        words={
            "amount": _("Amount in dispute"),
            "nothing": _("Nothing recorded."),
            "copy": _("COPY"),
            "page": _("Page {page} of {pages}"),
            "made": _("All that is recorded, as of %(at)s") % {"at": pages.instant(now, zone)},
        },
    )


def _invoice_copy(ref: str) -> Sheet:
    invoice = Invoice.objects.select_related("customer").by_public_id(ref)
    twin = bytes(Document.objects.filter(owner_ref=ref, kind="invoice_json").get().content)
    return invoice_paper(invoice, list(invoice.lines.all()), twin=twin, look=Look(language=pages.language())).sheet


def _receipt_copy(ref: str) -> Sheet:
    receipt: Receipt = Receipt.objects.by_public_id(ref)
    twin = bytes(Document.objects.filter(owner_ref=ref, kind=f"{receipt.kind}_json").get().content)
    kept = json.loads(twin)
    parties = Parties(SellerBlock.from_json(kept["seller"]), kept["buyer"])
    return receipt_paper(receipt, parties, twin=twin, look=Look(language=pages.language())).sheet
