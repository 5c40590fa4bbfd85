"""Send an invoice to its customer: a letter with the paper attached and a pay link of its own."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.invoicing import letters
from tiwala.invoicing.actions.make_pay_link import mint, pay_url
from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.models import Document, Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import WrongState
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.models import Letter


def send_invoice(invoice_ref: str, *, by: Actor) -> Letter:
    """Write the letter and put it in the outbox; notes when. Sending again makes another letter with another link.

    Refuses: WrongState unless issued, NoAddress. The PDF is set first, outside the transaction.
    """
    paper = render_document(invoice_ref, by=by)
    return _send(invoice_ref, paper, by=by)


@action
def _send(invoice_ref: str, paper: Document, *, by: Actor) -> Letter:
    invoice = Invoice.objects.locked(ids.decode("inv", invoice_ref))
    if invoice.state != "issued" or invoice.due_on is None:
        raise WrongState(state=invoice.state)
    customer = invoice.customer
    link, token = mint(invoice, by=by, made_for="letter")
    words = {
        "number": invoice.number_text,
        "amount_text": letters.money(invoice.total_minor, invoice.currency, customer),
        "due_text": letters.due(invoice.due_on, customer),
        "pay_url": pay_url(token),
    }
    facts = letters.letter("invoice", customer, about=invoice_ref, words=words, papers=(paper.public_id,))
    written = send_letter(facts, by=by)
    invoice.sent_at = clock.now()
    invoice.save(update_fields=["sent_at"])
    record("invoice:send", invoice_ref, by=by, letter=written.public_id, link=link.public_id)
    return written
