"""Take in what became of a try: paid, tried again by its reason, or over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.rules import Kind, kind_of, wait_after
from tiwala.autopay.telling import tell_failed
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound
from tiwala.payments.civil import at_hour, civil, civil_day
from tiwala.payments.models import Attempt
from tiwala.payments.states import WITHOUT_MONEY, AttemptState
from tiwala.tasks.actions.raise_task import raise_task

WATCH = timedelta(minutes=30)


@action
def settle_collection(collection_id: UUID, *, by: Actor, refused: str = "") -> Collection:
    """Idempotent, in any order. `refused`: the house itself would not begin it (the method is gone, …).

    Hard reasons stop and ask for another method; soft ones follow their schedule by day; each is told by a letter. What
    is unknown waits for its answer. In the end a person has a task, and the ordinary reminder goes out.
    """
    agreement_id = Collection.objects.filter(pk=collection_id).values_list("agreement_id", flat=True).first()
    if agreement_id is None:
        raise NotFound(wanted="collection")
    agreement = Agreement.objects.locked(agreement_id)
    collection = Collection.objects.locked(collection_id)
    collection.agreement = agreement
    attempt = _attempt(collection)
    if attempt is not None and attempt.state == AttemptState.CAPTURED:
        return _paid(collection, attempt, by=by)
    if collection.state != "trying":
        return collection
    if refused and attempt is None:
        return _failed(collection, "method_unavailable", by=by)
    if attempt is not None:
        collection.payment_ref = ids.encode("pay", attempt.payment_id)
        if AttemptState(attempt.state) in WITHOUT_MONEY:
            return _failed(collection, _reason(attempt), by=by)
    collection.due_at = clock.now() + WATCH  # unknown, or under way: asked about by payments, looked at again here
    collection.save(update_fields=["due_at", "payment_ref"])
    return collection


def _attempt(collection: Collection) -> Attempt | None:
    """The one that brought money, of whichever try (money may come late); else the newest of the try under way."""
    ours = Attempt.objects.filter(payment__key__startswith=f"autopay:{collection.public_id}:")
    paid = ours.filter(state=AttemptState.CAPTURED).order_by("id").first()
    return paid or ours.filter(payment__key=collection.try_key()).order_by("-id").first()


def _reason(attempt: Attempt) -> str:
    """Why no money came. One we called off ourselves wanted its payer."""
    if attempt.decline_reason:
        return attempt.decline_reason
    return "not_authenticated" if attempt.state == AttemptState.CANCELLED else attempt.state


def _paid(collection: Collection, attempt: Attempt, *, by: Actor) -> Collection:
    if collection.state == "paid":
        return collection
    collection.move("succeed")
    collection.why, collection.due_at = "", None
    collection.payment_ref = ids.encode("pay", attempt.payment_id)
    collection.save(update_fields=["state", "state_at", "why", "due_at", "payment_ref"])
    record("collection:succeed", collection.public_id, by=by, payment=collection.payment_ref)
    return collection


def _failed(collection: Collection, reason: str, *, by: Actor) -> Collection:
    kind = kind_of(reason)
    wait = wait_after(reason, tries=collection.tries) if kind is Kind.SOFT else None
    is_live = collection.agreement.state == "active"
    if wait is None or not is_live:
        _stop(collection, kind, reason, is_live=is_live, by=by)
    else:
        again = clock.now() + wait
        collection.move("wait")
        collection.why = reason[:40]
        collection.due_at = at_hour(civil_day(again)) if wait >= timedelta(days=1) else civil(again)
        record("collection:wait", collection.public_id, by=by, why=reason, number=collection.tries)
    collection.save(update_fields=Collection.MOVING)
    invoice = Invoice.objects.locked(ids.decode("inv", collection.invoice_ref))
    tell_failed(collection, invoice, reason=reason, by=by)
    return collection


def _stop(collection: Collection, kind: Kind, reason: str, *, is_live: bool, by: Actor) -> None:
    whys = {Kind.HARD: "other_method", Kind.NEEDS_PAYER: "needs_payer", Kind.SOFT: "gave_up"}
    collection.move("stop")
    collection.why = whys[kind] if is_live else "ended"
    collection.due_at = at_hour(civil_day(clock.now() + timedelta(days=1)))  # the ordinary reminder
    record("collection:stop", collection.public_id, by=by, why=collection.why, reason=reason)
    facts = {"invoice": collection.invoice_ref, "reason": reason, "asks": collection.tries}
    facts |= {"amount_minor": collection.amount_minor, "currency": collection.currency}
    raise_task("autopay_failed", collection.public_id, by=by, summary_facts=facts)
