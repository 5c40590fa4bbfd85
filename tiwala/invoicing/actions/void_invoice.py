"""Take back an issued invoice that nobody has paid."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.invoicing.errors import BeingPaid, HasMoney
from tiwala.invoicing.events import InvoiceVoided
from tiwala.invoicing.facts import REASON_MAX, clean
from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotFound
from tiwala.ledger import balances
from tiwala.ledger.actions.reverse_entry import reverse_entry
from tiwala.ledger.models import Entry
from tiwala.payments.queries import live_attempt_for


@action
def void_invoice(invoice_ref: str, *, reason: str, by: Actor) -> Invoice:
    """Void: adds a reversal, keeps the number (TAX-04). Deletes nothing; its pay links tell of it.

    Refuses: BeingPaid (a live attempt), HasMoney (anything paid or credited), WrongState, no reason.
    """
    if not clean(reason):
        raise BadInput(fields={"reason": _("Say why, for the books.")})
    invoice = Invoice.objects.locked(ids.decode("inv", invoice_ref))
    invoice.move("void")
    invoice.voided_reason = clean(reason)[:REASON_MAX]
    owed = balances.lock_subject("receivable", invoice.public_id, currency=invoice.currency)
    # Asked after the lock: whoever begins to pay locks what is owed first, so none can begin unseen.
    if live_attempt_for(invoice.public_id) is not None:
        raise BeingPaid(invoice=invoice.public_id)
    if owed != invoice.total_minor or invoice.credited_minor:
        raise HasMoney(invoice=invoice.public_id, owed_minor=owed)
    invoice.save(update_fields=["state", "state_at", "voided_reason"])
    entry = Entry.objects.filter(kind="invoice_issued", source=invoice.public_id).first()
    if entry is None:
        raise NotFound(wanted="entry")
    reverse_entry(entry, source=invoice.public_id, by=by)
    record("invoice:void", invoice.public_id, by=by, number=invoice.number_text)
    publish(InvoiceVoided(invoice.public_id, invoice.customer_ref))
    return invoice
