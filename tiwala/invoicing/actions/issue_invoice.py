"""Issue: the number is drawn, the document fixed, the customer owes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from tiwala.audit.actions.record import record
from tiwala.business import queries as business
from tiwala.business.models import Branch
from tiwala.business.seller import SellerBlock
from tiwala.customers.models import Customer
from tiwala.events.actions.publish import publish
from tiwala.invoicing import numbering, postings, twin
from tiwala.invoicing.checks import missing_to_issue
from tiwala.invoicing.errors import NotReadyToIssue
from tiwala.invoicing.events import InvoiceIssued
from tiwala.invoicing.models import Document, Invoice, Line, Series
from tiwala.invoicing.totals import TaxClass
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.draft import EntryDraft

DUE_DAYS = 15
"""Agreed term when the draft names no due date."""


@action
def issue_invoice(invoice_ref: str, *, by: Actor) -> Invoice:
    """Fix the draft for ever: number, date, seller and buyer as they are today, JSON twin with its hash, entry.

    Issuing what is issued gives it back unchanged. Refuses: NotReadyToIssue with every missing field, WrongState.
    """
    invoice = Invoice.objects.locked(ids.decode("inv", invoice_ref))
    if invoice.state == "issued":
        return invoice
    lines = list(invoice.lines.all())
    _fix(invoice, lines, branch=invoice.branch, customer=invoice.customer)
    post_entry(entry_of(invoice, lines), by=by)
    record("invoice:issue", invoice.public_id, by=by, number=invoice.number_text, total_minor=invoice.total_minor)
    publish(InvoiceIssued(invoice.public_id, invoice.customer_ref, invoice.total_minor, invoice.currency))
    return invoice


def _fix(invoice: Invoice, lines: Sequence[Line], *, branch: Branch, customer: Customer) -> None:
    prepare(invoice, lines, seller=business.seller_block(branch), customer=customer)
    give_number(invoice, *numbering.draw(branch, "invoice"))
    invoice.save()
    Document.objects.bulk_create([twin_of(invoice, lines)])


def prepare(invoice: Invoice, lines: Sequence[Line], *, seller: SellerBlock, customer: Customer) -> None:
    """Write date, terms, seller and buyer on a draft, in memory. Refuses: WrongState, NotReadyToIssue."""
    invoice.issued_at = clock.now()
    invoice.issued_on = clock.today(seller.time_zone)
    invoice.due_on = invoice.due_on or invoice.issued_on + timedelta(days=DUE_DAYS)
    kept, buyer = seller.as_json(), buyer_block(customer)
    wrong = missing_to_issue(invoice, lines, seller=kept, buyer=buyer)
    if wrong:
        raise NotReadyToIssue(fields=wrong)
    invoice.move("issue")
    invoice.seller, invoice.buyer = kept, buyer


def give_number(invoice: Invoice, series: Series, number: int) -> None:
    """Write a number that was drawn, in memory."""
    invoice.series, invoice.number = series, number
    invoice.number_text = numbering.written(series, number)


def buyer_block(customer: Customer) -> dict[str, str]:
    """The buyer as printed, on the day of issue."""
    return {
        "name": customer.name,
        "address": customer.address or "",
        "tin": customer.tin or "",
        "tax_kind": customer.tax_kind or "",
        "ref": customer.public_id,
    }


def twin_of(invoice: Invoice, lines: Sequence[Line]) -> Document:
    """The JSON twin with the hash of its exact bytes, to be stored sealed."""
    content = twin.invoice_json(invoice, lines)
    return Document(
        owner_ref=invoice.public_id,
        kind="invoice_json",
        customer_ref=invoice.customer_ref,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="application/json",
        name=f"{invoice.number_text}.json",
    )


def entry_of(invoice: Invoice, lines: Sequence[Line]) -> EntryDraft:
    """The entry of an issued invoice."""
    nets = dict.fromkeys(TaxClass, 0)
    for line in lines:
        nets[TaxClass(line.tax_class)] += line.net_minor
    return postings.issued(invoice.public_id, currency=invoice.currency, nets=nets, vat_minor=invoice.vat_minor)
