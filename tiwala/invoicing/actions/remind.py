"""Remind a customer of an invoice that is still open."""

from __future__ import annotations

from datetime import timedelta

from tiwala.audit.actions.record import record
from tiwala.invoicing import letters
from tiwala.invoicing.actions.make_pay_link import mint, pay_url
from tiwala.invoicing.errors import NothingOwed, SentLately
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import WrongState
from tiwala.ledger import balances
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.models import Letter

KIND = "invoicing.reminder"
NOT_WITHIN = timedelta(hours=20)


@action
def remind(invoice_ref: str, *, by: Actor) -> Letter:
    """Write a friendly reminder of what is left to pay, with a fresh pay link; at most one a day.

    Refuses: WrongState unless issued, NothingOwed, SentLately, NoAddress.
    """
    invoice = Invoice.objects.locked(ids.decode("inv", invoice_ref))
    if invoice.state != "issued" or invoice.due_on is None:
        raise WrongState(state=invoice.state)
    owed = balances.open_amount(invoice_ref)
    if owed <= 0:
        raise NothingOwed(invoice=invoice_ref)
    since = clock.now() - NOT_WITHIN
    if Letter.objects.filter(kind=KIND, about=invoice_ref, created_at__gt=since).exists():
        raise SentLately(invoice=invoice_ref)
    customer = invoice.customer
    link, token = mint(invoice, by=by, made_for="reminder")
    words = {
        "number": invoice.number_text,
        "amount_text": letters.money(owed, invoice.currency, customer),
        "due_text": letters.due(invoice.due_on, customer),
        "pay_url": pay_url(token),
    }
    written = send_letter(letters.letter(KIND, customer, about=invoice_ref, words=words), by=by)
    record("invoice:remind", invoice_ref, by=by, letter=written.public_id, link=link.public_id)
    return written
