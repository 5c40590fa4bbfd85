"""What this room holds about a person. Erased by shredding the customer's keyset; a test keeps the list whole."""

from __future__ import annotations

from tiwala.invoicing.models import Document, Invoice

PERSONAL_FIELDS = {
    "Invoice.buyer": "name, address and TIN as printed on the day of issue",
    "Document.content": "the papers that were sent, which name the buyer",
}
BUSINESS_FIELDS = {"Invoice.seller": "a sole trader's name and TIN, under the business's own keys"}
DIGESTS = {"LinkView.visitor": "a keyed digest of the visitor's address", "LinkMiss.visitor": "the same, for a day"}


def held_about(customer_ref: str) -> list[dict[str, str]]:
    """The buyer blocks and papers of this customer, oldest first, for a copy of one's data. Papers by name and hash.

    Not the evidence in a quarrel with the payer's bank: that is the business's own case, handed out by a person.
    """
    invoices = Invoice.objects.filter(customer_ref=customer_ref).filter(number__isnull=False).order_by("id")
    blocks = [{"invoice": one.number_text, **(one.buyer or {})} for one in invoices]
    papers = Document.objects.filter(customer_ref=customer_ref).exclude(owner_ref__startswith="dsp_").order_by("id")
    return blocks + [{"paper": one.name, "sha256": one.sha256} for one in papers.defer("content")]
