"""Plan to collect one invoice: the day, the notice before it, or the question whether it may be that much."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction

from tiwala.audit.actions.record import record
from tiwala.autopay.asking import why_ask
from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.queries import does_cover, needs_a_person
from tiwala.autopay.rules import likeness
from tiwala.autopay.stopping import PLANNED_ANEW
from tiwala.autopay.telling import tell_asks, tell_coming
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.ledger import balances
from tiwala.payments.civil import at_hour, civil_today


@action
def plan_collection(invoice_ref: str, *, by: Actor) -> Collection | None:
    """Once an invoice and agreement, however often it is asked. None when no agreement covers it or nothing is owed.

    On the day it is due, never sooner than the notice the payer wants; what is above the terms asks instead. None also
    where money went back before, or credit is to be used first: people look at that.
    """
    invoice = Invoice.objects.by_public_id(invoice_ref)
    agreement = (
        Agreement.objects.select_for_update(of=("self",))
        .filter(customer_ref=invoice.customer_ref, state="active")
        .select_related("customer", "method")
        .first()
    )
    owed = balances.open_amount(invoice_ref)
    if agreement is None or invoice.state != "issued" or owed <= 0 or not does_cover(agreement, invoice):
        return None
    if _is_planned(agreement, invoice_ref) or needs_a_person(invoice):
        return None
    collection = _new(agreement, invoice, owed)
    collection.why = why_ask(agreement, collection)
    if collection.why:
        collection.state, collection.due_at = "asks", None
    try:
        with transaction.atomic():
            collection.save(force_insert=True)
    except IntegrityError:  # planned by somebody else just now
        return None
    record("collection:plan", collection.public_id, by=by, invoice=invoice_ref, amount_minor=owed, asks=collection.why)
    if collection.why:
        tell_asks(collection, invoice, by=by)
    else:
        tell_coming(collection, by=by)
    return collection


def _is_planned(agreement: Agreement, invoice_ref: str) -> bool:
    """Planned under the terms of now; what was called off by a pause or a change does not count."""
    under = Collection.objects.filter(agreement=agreement, invoice_ref=invoice_ref)
    over = under.filter(state="stopped", why__in=PLANNED_ANEW)
    before = under.filter(state="stopped", state_at__lt=agreement.consent.at)
    return under.exclude(pk__in=over.values("pk")).exclude(pk__in=before.values("pk")).exists()


def _new(agreement: Agreement, invoice: Invoice, owed: int) -> Collection:
    assert invoice.due_on is not None, "what is issued is due"
    day = max(invoice.due_on, civil_today() + timedelta(days=agreement.notice_days))
    return Collection(
        agreement=agreement,
        customer_ref=agreement.customer_ref,
        invoice_ref=invoice.public_id,
        number=invoice.number_text,
        likeness=likeness(_what_for(invoice), ids.encode("brn", invoice.branch_id)),
        amount_minor=owed,
        currency=invoice.currency,
        due_at=at_hour(day),
        told_at=clock.now(),
    )


def _what_for(invoice: Invoice) -> str:
    """What it is for, in its own words; by its first line where nobody described it."""
    first = invoice.lines.order_by("position").values_list("description", flat=True).first()
    return invoice.description or first or ""
