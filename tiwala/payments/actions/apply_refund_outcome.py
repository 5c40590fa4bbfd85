"""The refund's side of the funnel: answer, notice, look-up and staff's question all end here."""

from __future__ import annotations

from typing import assert_never
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.money import Money
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import postings
from tiwala.payments.asking import next_ask
from tiwala.payments.events import RefundDone, RefundFailed, Share
from tiwala.payments.models import Payment, Refund
from tiwala.payments.states import REFUND, RefundState
from tiwala.tasks.actions.raise_task import raise_task

R = RefundState
NEVER_ARRIVED_S = 120


@action
def apply_refund_outcome(refund_id: UUID, outcome: o.RefundOutcome, *, by: Actor, source: str) -> Refund:
    """Take in what a gateway said about a refund. Idempotent; what is done or failed stays so."""
    refund = Refund.objects.get(pk=refund_id)
    payment = Payment.objects.locked(refund.payment_id)
    refund = Refund.objects.locked(refund_id)
    if R(refund.state) in REFUND.final:
        return refund
    match outcome:
        case o.RefundDone():
            _done(refund, payment, outcome, by=by, source=source)
        case o.RefundPending(reference=reference):
            refund.reference = refund.reference or reference
            _wait(refund, "send", by=by, source=source)
        case o.RefundFailed(reason=reason):
            _fail(refund, payment, str(reason), by=by, source=source)
        case o.RefundUnsupported():
            _fail(refund, payment, "unsupported", by=by, source=source)
        case o.Unknown(why=why):
            _unknown(refund, payment, why, by=by, source=source)
        case _ as never:
            assert_never(never)
    return refund


def finish_here(refund: Refund, payment: Payment, *, by: Actor) -> None:
    """A step: money that stays as credit, or left over the counter, needs no gateway."""
    if refund.to == "credit":
        draft = postings.refund_to_credit(refund.public_id, refund.amount, payment.customer_ref)
    else:
        draft = postings.refund_done(refund.public_id, "cash", refund.amount)
    post_entry(draft, by=by)
    _finish(refund, payment, by=by, source="here")


def _done(refund: Refund, payment: Payment, done: o.RefundDone, *, by: Actor, source: str) -> None:
    if done.amount != refund.amount:
        facts = {"found": done.amount.as_json(), "asked": refund.amount.as_json()}
        raise_task("refund_failed", refund.public_id, by=by, summary_facts=facts)
        _wait(refund, "lose", by=by, source=source)
        return
    refund.reference = refund.reference or done.reference
    account = postings.money_account(payment.channel, payment.gateway_account_ref)
    post_entry(postings.refund_done(refund.public_id, account, refund.amount), by=by)
    _finish(refund, payment, by=by, source=source)


def _finish(refund: Refund, payment: Payment, *, by: Actor, source: str) -> None:
    refund.move("finish")
    refund.next_ask_at = None
    refund.save()
    record("refund:finish", refund.public_id, by=by, source=source, amount_minor=refund.amount_minor)
    publish(
        RefundDone(
            refund_ref=refund.public_id,
            payment_ref=payment.public_id,
            customer_ref=payment.customer_ref,
            amount_minor=refund.amount_minor,
            currency=refund.currency,
        )
    )


def _fail(refund: Refund, payment: Payment, reason: str, *, by: Actor, source: str) -> None:
    """Everything stands as before the promise: what was reopened is paid again, credit is back."""
    why = f"refund:{refund.public_id}"
    reopened = [
        Share(ref, -minor)
        for ref, minor in payment.allocations.filter(why=why).values_list("target_ref", "amount_minor")
    ]
    from_credit = Money(refund.amount_minor - sum(share.amount_minor for share in reopened), refund.currency)
    for share in reopened:
        payment.allocations.create(
            target_ref=share.target_ref, amount_minor=share.amount_minor, why=f"refund_failed:{refund.public_id}"
        )
    payment.refunded_minor -= refund.amount_minor
    payment.save(update_fields=["refunded_minor"])
    refund.move("fail")
    refund.failure, refund.next_ask_at = reason[:60], None
    refund.save()
    post_entry(
        postings.refund_failed(
            refund.public_id,
            refund.amount,
            from_credit=from_credit,
            reopened=reopened,
            customer_ref=payment.customer_ref,
        ),
        by=by,
    )
    raise_task("refund_failed", refund.public_id, by=by, summary_facts={"reason": reason})
    record("refund:fail", refund.public_id, by=by, source=source, reason=reason)
    publish(RefundFailed(refund.public_id, payment.public_id))


def _unknown(refund: Refund, payment: Payment, why: str, *, by: Actor, source: str) -> None:
    age_s = (clock.now() - refund.created_at).total_seconds()
    if why == o.Why.NOT_FOUND and age_s > NEVER_ARRIVED_S:
        _fail(refund, payment, "never_arrived", by=by, source=source)
        return
    _wait(refund, "lose", by=by, source=source)


def _wait(refund: Refund, move: str, *, by: Actor, source: str) -> None:
    if REFUND.allows(R(refund.state), move):
        refund.move(move)
        refund.asks = 0
        record(f"refund:{move}", refund.public_id, by=by, source=source)
    now = clock.now()
    refund.next_ask_at = next_ask(refund.state_at, asks=refund.asks, now=now)
    refund.asks += 1
    if refund.next_ask_at is None:
        raise_task("refund_unknown", refund.public_id, by=by, summary_facts={"asks": refund.asks - 1})
    refund.save()
