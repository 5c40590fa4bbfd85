"""Sample outputs: specimens in the business's own look, of a sale that never was; no row is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from tiwala.business import queries as business
from tiwala.business.models import Branch
from tiwala.business.seller import SellerBlock
from tiwala.invoicing import twin
from tiwala.invoicing.models import CreditNote, Invoice, Line, Receipt
from tiwala.invoicing.numbering import DIGITS, PREFIXES
from tiwala.invoicing.pdf.credit_note_paper import credit_note_paper
from tiwala.invoicing.pdf.invoice_paper import invoice_paper
from tiwala.invoicing.pdf.paper import Look, Paper
from tiwala.invoicing.pdf.receipt_paper import Parties, receipt_paper
from tiwala.invoicing.pdf.renderer import render
from tiwala.invoicing.totals import LineFacts, TaxClass, Totals, VatMode, total
from tiwala.kit import clock

SPECIMEN: Final = "SPECIMEN"
"""Across every sample page; the number is zero, which no series gives out."""
BUYER: Final = {
    "name": "Sample Buyer",
    "address": "1 Sample Street, Manila",
    "tin": "000-000-000-00000",
    "tax_kind": "vat",
    "ref": "",
}
_SALES: Final = (
    ("Sample service", "2", 50_000, TaxClass.VAT),
    ("Sample zero-rated service", "1", 20_000, TaxClass.ZERO_RATED),
    ("Sample exempt goods", "1", 30_000, TaxClass.EXEMPT),
)


def invoice_sample(seller: SellerBlock) -> dict[str, bytes]:
    """The principal document, on paper and as data."""
    invoice, lines = _invoice(seller)
    content = twin.invoice_json(invoice, lines)
    return _both("invoice", invoice_paper(invoice, lines, twin=content, look=_look()))


def credit_note_sample(seller: SellerBlock) -> dict[str, bytes]:
    """A credit memo that takes the sample invoice back."""
    invoice, _lines = _invoice(seller)
    note = CreditNote(
        invoice=invoice,
        number=0,
        number_text=_number(seller, "credit_note"),
        issued_on=clock.today(seller.time_zone),
        currency=invoice.currency,
        net_minor=invoice.total_minor - invoice.vat_minor,
        vat_minor=invoice.vat_minor,
        total_minor=invoice.total_minor,
        reason="Sample: service not rendered",
    )
    content = twin.credit_note_json(note, invoice)
    return _both("credit-memo", credit_note_paper(note, invoice, twin=content, look=_look()))


def receipt_sample(seller: SellerBlock) -> dict[str, bytes]:
    """The acknowledgement of the sample invoice's payment."""
    return _receipt(seller, "receipt", name="acknowledgement-receipt")


def refund_sample(seller: SellerBlock) -> dict[str, bytes]:
    """The acknowledgement that the money went back."""
    return _receipt(seller, "refund", name="refund-acknowledgement")


MAKERS: Final[tuple[Callable[[SellerBlock], dict[str, bytes]], ...]] = (
    invoice_sample,
    credit_note_sample,
    receipt_sample,
    refund_sample,
)


def _invoice(seller: SellerBlock) -> tuple[Invoice, list[Line]]:
    facts = [
        LineFacts(text, Decimal(count), price, tax if seller.may_charge_vat else TaxClass.NON_VAT)
        for text, count, price, tax in _SALES
    ]
    totals = total(facts, vat_mode=VatMode.INCLUSIVE, is_vat_seller=seller.may_charge_vat)
    today = clock.today(seller.time_zone)
    invoice = Invoice(
        branch=Branch(code=seller.branch_code, name=seller.branch_name),
        number=0,
        number_text=_number(seller, "invoice"),
        state="issued",
        issued_on=today,
        issued_at=clock.now(),
        due_on=today + timedelta(days=15),
        currency=seller.currency,
        description="Sample",
        seller=seller.as_json(),
        buyer=BUYER,
        **_sums(totals),
    )
    return invoice, _lines(facts, totals)


def _sums(totals: Totals) -> dict[str, int]:
    names = ("vatable_minor", "vat_minor", "zero_rated_minor", "exempt_minor", "non_vat_minor", "total_minor")
    return {name: getattr(totals, name) for name in names}


def _lines(facts: list[LineFacts], totals: Totals) -> list[Line]:
    return [
        Line(
            position=place,
            description=one.description,
            quantity=one.quantity,
            unit_price_minor=one.unit_price_minor,
            tax_class=one.tax_class,
            net_minor=worked.net_minor,
            vat_minor=worked.vat_minor,
        )
        for place, (one, worked) in enumerate(zip(facts, totals.lines, strict=True))
    ]


def _receipt(seller: SellerBlock, kind: str, *, name: str) -> dict[str, bytes]:
    invoice, _lines = _invoice(seller)
    receipt = Receipt(
        kind=kind,
        number=0,
        number_text=_number(seller, kind),
        issued_on=clock.today(seller.time_zone),
        amount_minor=invoice.total_minor,
        currency=invoice.currency,
        method="cash",
        payment_ref="sample",
        shares=[{"number": invoice.number_text, "amount_minor": invoice.total_minor}],
    )
    content = twin.receipt_json(receipt, seller=seller.as_json(), buyer=BUYER)
    return _both(name, receipt_paper(receipt, Parties(seller, BUYER), twin=content, look=_look()))


def _number(seller: SellerBlock, document: str) -> str:
    return f"{PREFIXES[document]}-{seller.branch_code}-{0:0{DIGITS}d}"


def _both(name: str, paper: Paper) -> dict[str, bytes]:
    marked = replace(paper, sheet=replace(paper.sheet, mark=SPECIMEN))
    return {f"samples/{name}.pdf": render(marked), f"samples/{name}.json": paper.twin}


def _look() -> Look:
    brand = business.brand()
    return Look(colour=brand.colour, logo=bytes(brand.logo), logo_type=brand.logo_type)
