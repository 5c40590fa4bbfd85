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
from tiwala.payments.actions.allocate import keep_shares, lock_owed
from tiwala.payments.actions.take_back import take_back
from tiwala.payments.asking import next_ask
from tiwala.payments.events import RefundDone, RefundFailed, Share
from tiwala.payments.models import Attempt, Payment, Refund
from tiwala.payments.queries import locked_refund
from tiwala.payments.states import REFUND, AttemptState, RefundState
from tiwala.payments.surcharge import Part
from tiwala.payments.traces import is_anothers
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task

R = RefundState
NEVER_ARRIVED_S = 120


@action
def apply_refund_outcome(refund_id: UUID, outcome: o.RefundOutcome, *, by: Actor, source: str) -> Refund:
    """Take in what a gateway said about a refund. Idempotent; what is done or failed stays so."""
    refund = locked_refund(refund_id)
    payment = refund.payment
    if refund.state == R.WAITING:
        return refund  # it has not left: whatever is said is about something else
    if R(refund.state) in REFUND.final:
        _after_the_end(refund, outcome, by=by)
        return refund
    match outcome:
        case o.RefundDone():
            _done(refund, payment, outcome, by=by, source=source)
        case o.RefundPending(reference=reference):
            refund.reference = refund.reference or ("" if is_anothers(reference, refund) else reference)
            _wait(refund, "send", by=by, source=source)
        case o.RefundFailed(reason=reason):
            fail_refund(refund, payment, str(reason), by=by, source=source)
        case o.RefundUnsupported():
            fail_refund(refund, payment, "unsupported", by=by, source=source)
        case o.Unknown(why=why):
            _unknown(refund, payment, why, by=by, source=source)
        case _ as never:
            assert_never(never)
    return refund


def finish_here(refund: Refund, payment: Payment, *, by: Actor) -> None:
    """A step: money that stays as credit, left over the counter, or left our bank, needs no gateway."""
    if refund.to == "credit":
        draft = postings.refund_to_credit(refund.public_id, refund.amount, payment.customer_ref)
    else:
        draft = postings.refund_done(refund.public_id, "bank" if refund.to == "transfer" else "cash", refund.amount)
    post_entry(draft, by=by)
    _finish(refund, payment, by=by, source="here")


def _done(refund: Refund, payment: Payment, done: o.RefundDone, *, by: Actor, source: str) -> None:
    if done.amount != refund.amount or not _is_its_own(refund, done):
        facts = {
            "found": done.amount.as_json(),
            "asked": refund.amount.as_json(),
            "key_fits": _is_its_own(refund, done),
        }
        raise_task("refund_unknown", refund.public_id, by=by, summary_facts=facts)
        _wait(refund, "lose", by=by, source=source)
        return
    _asking_is_over(refund, by=by)
    refund.reference = refund.reference or done.reference
    assert refund.attempt is not None, "what a gateway gave back went to a try"
    account = postings.money_account(payment.channel, refund.attempt.gateway_account_ref)
    post_entry(postings.refund_done(refund.public_id, account, refund.amount), by=by)
    _finish(refund, payment, by=by, source=source)


def _is_its_own(refund: Refund, done: o.RefundDone) -> bool:
    """Whether it says our key, or says none and is not what another refund is known by: it went back once."""
    return done.key == refund.public_id or (not done.key and not is_anothers(done.reference, refund))


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


def fail_refund(refund: Refund, payment: Payment, reason: str, *, by: Actor, source: str) -> None:
    """A step: it did not go back, and a person is asked."""
    undo_refund(refund, payment, reason, move="fail", by=by)
    _asking_is_over(refund, by=by)
    raise_task("refund_failed", refund.public_id, by=by, summary_facts={"reason": reason})
    record("refund:fail", refund.public_id, by=by, source=source, reason=reason)
    publish(RefundFailed(refund.public_id, payment.public_id))


def undo_refund(refund: Refund, payment: Payment, reason: str, *, move: str, by: Actor) -> None:
    """A step. Everything stands as before the promise: what was reopened is paid again, credit is back.

    What was reopened and has been paid another way since, or is not owed any more, becomes credit too. When the
    rail reversed the payment meanwhile, the money that stayed is taken out like the rest of it.
    """
    why = f"refund:{refund.public_id}"
    was_taken = dict(payment.allocations.filter(why=why).values_list("target_ref", "amount_minor"))
    owed = lock_owed(was_taken, currency=refund.currency)
    paid_again = ((ref, min(-minor, owed[ref])) for ref, minor in was_taken.items())
    reopened = [Share(ref, minor) for ref, minor in paid_again if minor > 0]
    keep_shares(payment, reopened, why=f"refund_failed:{refund.public_id}")
    surcharge = Part(refund.surcharge_minor, refund.surcharge_vat_minor)
    from_credit = Money(refund.amount_minor - sum(share.amount_minor for share in reopened), refund.currency)
    payment.refunded_minor -= refund.amount_minor
    payment.surcharge_minor += surcharge.minor
    payment.surcharge_vat_minor += surcharge.vat_minor
    refund.move(move)
    refund.failure, refund.next_ask_at = reason[:60], None
    refund.save()
    payment.save(update_fields=["refunded_minor", "surcharge_minor", "surcharge_vat_minor"])
    undone = postings.refund_failed(
        refund.public_id,
        refund.amount,
        from_credit=from_credit,
        reopened=reopened,
        customer_ref=payment.customer_ref,
    )
    post_entry(postings.with_surcharge(undone, surcharge), by=by)
    for attempt in payment.attempts.select_for_update().filter(state=AttemptState.REVERSED).order_by("id"):
        attempt.payment = payment
        take_back(attempt, by=by)
        attempt.save(update_fields=Attempt.MOVING)


def _after_the_end(refund: Refund, outcome: o.RefundOutcome, *, by: Actor) -> None:
    """The gateway contradicts what it had said: the books stay, a person looks."""
    says_done, says_failed = isinstance(outcome, o.RefundDone), isinstance(outcome, o.RefundFailed)
    if (says_done and refund.state == R.FAILED) or (says_failed and refund.state == R.DONE):
        facts = {"is": refund.state, "gateway_says": "done" if says_done else "failed"}
        raise_task("refund_unknown", refund.public_id, by=by, summary_facts=facts)


def _asking_is_over(refund: Refund, *, by: Actor) -> None:
    if refund.state == R.UNKNOWN or (refund.asks and refund.next_ask_at is None):
        close_tasks_about("refund_unknown", refund.public_id, by=by, outcome="answered")


def _unknown(refund: Refund, payment: Payment, why: str, *, by: Actor, source: str) -> None:
    age_s = (clock.now() - (refund.send_at or refund.created_at)).total_seconds()
    if why == o.Why.NOT_FOUND and age_s > NEVER_ARRIVED_S:
        fail_refund(refund, payment, "never_arrived", by=by, source=source)
        return
    if why == o.Why.AMBIGUOUS and source != "start":  # what was only just asked for is looked for once more first
        raise_task("refund_unknown", refund.public_id, by=by, summary_facts={"asks": refund.asks})
    _wait(refund, "lose", by=by, source=source)


def _wait(refund: Refund, move: str, *, by: Actor, source: str) -> None:
    is_news = REFUND.allows(R(refund.state), move)
    if is_news:
        refund.move(move)
        refund.asks = 0
    refund.next_ask_at = next_ask(refund.state_at, asks=refund.asks, now=clock.now())
    refund.asks += 1
    refund.save()
    if refund.next_ask_at is None:
        raise_task("refund_unknown", refund.public_id, by=by, summary_facts={"asks": refund.asks - 1})
    if is_news:
        record(f"refund:{move}", refund.public_id, by=by, source=source)
