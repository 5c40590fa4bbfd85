"""Lower an issued invoice by a credit note."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.invoicing import numbering, postings, twin
from tiwala.invoicing.errors import TooMuchCredit
from tiwala.invoicing.events import InvoiceCredited
from tiwala.invoicing.facts import REASON_MAX, CreditFacts, clean
from tiwala.invoicing.models import CreditNote, Document, Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, WrongState
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments.errors import KeyReused


@action
def credit_invoice(invoice_ref: str, *, facts: CreditFacts, by: Actor) -> CreditNote:
    """Issue a credit note in its own gapless series, in today's period (TAX-14); once per key.

    VAT is taken back in the invoice's own proportion. What is no longer open becomes the customer's credit.
    Refuses: TooMuchCredit, WrongState, no reason, KeyReused.
    """
    if not clean(facts.reason):
        raise BadInput(fields={"reason": _("Say why, for the books.")})
    if facts.amount.minor <= 0:
        raise BadInput(fields={"amount": _("Write an amount above zero.")})
    invoice = Invoice.objects.locked(ids.decode("inv", invoice_ref))
    known = CreditNote.objects.filter(key=facts.key).first()
    if known is not None:
        if known.invoice_id != invoice.pk or known.total_minor != facts.amount.minor:
            raise KeyReused(key=facts.key)
        return known
    if invoice.state != "issued" or facts.amount.currency != invoice.currency:
        raise WrongState(state=invoice.state)
    if facts.amount.minor > invoice.total_minor - invoice.credited_minor:
        raise TooMuchCredit(left_minor=invoice.total_minor - invoice.credited_minor)
    note = _note(invoice, facts)
    invoice.credited_minor += facts.amount.minor
    invoice.save(update_fields=["credited_minor"])
    owed = max(balances.lock_subject("receivable", invoice.public_id, currency=invoice.currency), 0)
    post_entry(
        postings.credited(
            note.public_id,
            invoice_ref=invoice.public_id,
            customer_ref=invoice.customer_ref,
            parts=postings.CreditParts(
                net=Money(note.net_minor, note.currency),
                vat=Money(note.vat_minor, note.currency),
                off_owed=Money(min(owed, note.total_minor), note.currency),
            ),
        ),
        by=by,
    )
    record("invoice:credit", invoice.public_id, by=by, note=note.public_id, total_minor=note.total_minor)
    publish(InvoiceCredited(invoice.public_id, note.public_id, invoice.customer_ref, note.total_minor, note.currency))
    return note


def _note(invoice: Invoice, facts: CreditFacts) -> CreditNote:
    vat_minor = _vat_part(invoice, facts.amount)
    series, number = numbering.draw(invoice.branch, "credit_note")
    note = CreditNote.objects.create(
        invoice=invoice,
        series=series,
        number=number,
        number_text=numbering.written(series, number),
        issued_on=clock.today((invoice.seller or {}).get("time_zone", "Asia/Manila")),
        currency=invoice.currency,
        net_minor=facts.amount.minor - vat_minor,
        vat_minor=vat_minor,
        total_minor=facts.amount.minor,
        reason=clean(facts.reason)[:REASON_MAX],
        key=facts.key,
    )
    content = twin.credit_note_json(note, invoice)
    Document.objects.create(
        owner_ref=note.public_id,
        kind="credit_note_json",
        customer_ref=invoice.customer_ref,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="application/json",
        name=f"{note.number_text}.json",
    )
    return note


def _vat_part(invoice: Invoice, amount: Money) -> int:
    """VAT in the invoice's proportion, of the running sum: so the notes' VAT adds up to the invoice's."""

    def vat_of(credited_minor: int) -> int:
        share = Money(invoice.vat_minor, invoice.currency)
        return share.split(credited_minor, invoice.total_minor - credited_minor)[0].minor

    return vat_of(invoice.credited_minor + amount.minor) - vat_of(invoice.credited_minor)
