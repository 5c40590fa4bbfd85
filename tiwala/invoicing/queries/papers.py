"""Receipts and stored documents, by who is asking."""

from __future__ import annotations

from tiwala.invoicing.models import CreditNote, Document, Invoice, Receipt
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId, NotFound


def receipts_of(*customer_refs: str, limit: int = 200) -> list[Receipt]:
    """The receipts and refund documents of these customers, newest first."""
    return list(Receipt.objects.filter(customer_ref__in=customer_refs).order_by("-id")[:limit])


def receipt_for_payment(payment_ref: str) -> Receipt | None:
    """The receipt that acknowledges this payment; None until it is written, moments after the capture."""
    return Receipt.objects.filter(source_ref=payment_ref, kind="receipt").first()


def paper_of_refund(refund_ref: str) -> Receipt | None:
    """The document of a refund that is done; None until it is written."""
    return Receipt.objects.filter(source_ref=refund_ref, kind="refund").first()


def document_for(owner_ref: str, kind: str, *, by: Actor) -> Document | None:
    """A stored paper (see render_document.KINDS) of an invoice, note or receipt this actor may see; None until made.

    Refuses with NotFound when the owner is not theirs.
    """
    check_visible(owner_ref, by=by)
    return Document.objects.filter(owner_ref=owner_ref, kind=kind).first()


def check_visible(owner_ref: str, *, by: Actor) -> None:
    """Refuse (NotFound) unless this actor may see the invoice, credit note or receipt with this id."""
    if not _is_visible(owner_ref, by=by):
        raise NotFound(wanted=owner_ref[:3])


def _is_visible(owner_ref: str, *, by: Actor) -> bool:
    prefix = owner_ref.partition("_")[0]
    seen = Invoice.objects.visible_to(by)
    try:
        if prefix == "inv":
            return seen.filter(pk=ids.decode("inv", owner_ref)).exists()
        if prefix == "crn":
            return CreditNote.objects.filter(pk=ids.decode("crn", owner_ref), invoice__in=seen).exists()
        receipt = Receipt.objects.filter(pk=ids.decode("rcp", owner_ref)).first()
    except BadId:
        return False
    return receipt is not None and (by.may("payment.view") or receipt.customer_ref in by.customer_refs)
