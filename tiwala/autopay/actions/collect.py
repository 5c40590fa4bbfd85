"""Collect one invoice: promise (counted under the agreement's lock) → start_payment → take in what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.autopay.actions.settle_collection import settle_collection
from tiwala.autopay.asking import this_month, why_ask
from tiwala.autopay.letters import PAGE
from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.queries import needs_a_person
from tiwala.autopay.stopping import stop
from tiwala.autopay.telling import tell_asks
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.queries import branch_of
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound, Refusal, TryAgain
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.civil import civil, is_civil
from tiwala.payments.errors import AlreadyBeingPaid, MethodDown, NothingDue
from tiwala.payments.facts import StartFacts, Target
from tiwala.payments.models import Payment
from tiwala.payments.queries import live_attempt_for
from tiwala.payments.states import AttemptState

LOOK_AGAIN: Final = timedelta(minutes=10)
"""A try whose worker died is looked after when this long has passed."""
LATER: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)
Next = Literal["pay", "look_after", "leave"]


def collect(collection_id: UUID, *, by: Actor) -> Collection:
    """Try once, by day only; the same try again is the same payment. What is unknown is never tried again.

    A payer who pauses, ends or removes the method a moment before is heard: the agreement is locked while it begins.
    """
    collection, what = _begin(collection_id, by=by)
    if what == "leave":
        return collection
    if what == "look_after":
        return _look_after(collection, by=by)
    try:
        attempt = start_payment(_facts(collection), by=by)
    except (AlreadyBeingPaid, MethodDown, TryAgain):
        return _look_after(collection, by=by, wait=LATER)
    except NothingDue:
        return _over(collection_id, why="paid_otherwise", by=by)
    except Refusal as refused:
        return settle_collection(collection_id, by=by, refused=refused.code)
    if attempt.state == AttemptState.SENT and attempt.redirect_url:
        cancel_attempt(attempt.id, by=by)  # the bank wants the payer there, and nobody is: they get a letter instead
    return settle_collection(collection_id, by=by)


def _look_after(collection: Collection, *, by: Actor, wait: timedelta = timedelta(0)) -> Collection:
    """A try that was begun and not ended: where no payment came of it, it was none and is begun anew, by day.

    A lock that was held too long says nothing about the bank: it may have been met before it was asked, or after.
    """
    if Payment.objects.filter(key=collection.try_key()).exists():
        return settle_collection(collection.id, by=by)
    return _later(collection.id, by=by, wait=wait)


@action
def _begin(collection_id: UUID, *, by: Actor) -> tuple[Collection, Next]:
    """The collection, and what this very call is to do with it: a try of somebody else's is left to them."""
    agreement, collection = _locked(collection_id)
    now = clock.now()
    if collection.due_at is None or collection.due_at > now:
        return collection, "leave"
    if collection.state == "trying":
        return collection, "look_after"
    if agreement.state != "active" or collection.state not in ("planned", "waiting"):
        return collection, "leave"
    return collection, _try(agreement, collection, by=by)


def _try(agreement: Agreement, collection: Collection, *, by: Actor) -> Next:
    """Begin it, or say why not: paid, at night, somebody pays just now, above what was agreed."""
    now = clock.now()
    invoice = Invoice.objects.by_public_id(collection.invoice_ref)
    owed = balances.open_amount(collection.invoice_ref)
    if owed <= 0 or invoice.state != "issued":
        stop(collection, why="paid_otherwise", by=by)
        return "leave"
    if not is_civil(now) or live_attempt_for(collection.invoice_ref) is not None:
        collection.due_at = civil(now + LATER) if is_civil(now) else civil(now)
        collection.save(update_fields=["due_at"])
        return "leave"
    if needs_a_person(invoice):
        collection.due_at = civil(now + A_DAY)
        collection.save(update_fields=["due_at"])
        return "leave"
    collection.amount_minor = min(owed, collection.amount_minor)
    collection.why = why_ask(agreement, collection, month=this_month())
    if collection.why:
        _ask(collection, invoice, by=by)
        return "leave"
    collection.move("try")
    collection.tries += 1
    collection.month, collection.due_at = this_month(), now + LOOK_AGAIN
    collection.save(update_fields=Collection.MOVING)
    record("collection:try", collection.public_id, by=by, amount_minor=collection.amount_minor, number=collection.tries)
    return "pay"


def _ask(collection: Collection, invoice: Invoice, *, by: Actor) -> None:
    """It is above what was agreed after all (the month is full, say): the payer decides."""
    collection.move("ask")
    collection.due_at = None
    collection.save(update_fields=Collection.MOVING)
    record("collection:ask", collection.public_id, by=by, why=collection.why)
    tell_asks(collection, invoice, by=by)


@action
def _later(collection_id: UUID, *, by: Actor, wait: timedelta = LATER) -> Collection:
    """Nothing was asked of any gateway: this was no try. What was paused or ended meanwhile is heard."""
    agreement, collection = _locked(collection_id)
    if collection.state != "trying":
        return collection
    if agreement.state != "active":
        stop(collection, why="paused" if agreement.state == "paused" else "ended", by=by)
        return collection
    collection.move("wait")
    collection.tries -= 1
    collection.due_at = civil(clock.now() + wait)
    collection.save(update_fields=Collection.MOVING)
    record("collection:wait", collection.public_id, by=by, why="busy")
    return collection


@action
def _over(collection_id: UUID, *, why: str, by: Actor) -> Collection:
    _agreement, collection = _locked(collection_id)
    if collection.state == "trying":
        stop(collection, why=why, by=by)
    return collection


def _locked(collection_id: UUID) -> tuple[Agreement, Collection]:
    """Both, locked in the order of kit.db, the collection knowing its agreement."""
    found = Collection.objects.filter(pk=collection_id).values_list("agreement_id", flat=True).first()
    if found is None:
        raise NotFound(wanted="collection")
    agreement = Agreement.objects.locked(found)
    collection = Collection.objects.locked(collection_id)
    collection.agreement = agreement
    return agreement, collection


def _facts(collection: Collection) -> StartFacts:
    agreement = collection.agreement
    method = agreement.method
    targets = (Target(collection.invoice_ref, Money(collection.amount_minor, collection.currency)),)
    return StartFacts(
        customer_ref=collection.customer_ref,
        targets=targets,
        method=method.method,
        gateway_account_ref=method.gateway_account_ref,
        key=collection.try_key(),
        return_path=PAGE,
        description=collection.number,
        language=agreement.customer.language,
        saved_ref=method.public_id,
        payer_present=False,
        branch_ref=branch_of(targets),
    )
