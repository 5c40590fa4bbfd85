"""THE ONE FUNNEL. The return from the gateway, notices, the look-up job and staff's question all end here."""

from __future__ import annotations

from typing import assert_never
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.gateways import outcomes as o
from tiwala.gateways.queries import external_id_of
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.money import Money
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import postings
from tiwala.payments.actions.allocate import allocate, current_shares
from tiwala.payments.asking import next_ask
from tiwala.payments.events import PaymentCaptured, PaymentFailed, PaymentHeld, PaymentReversed, Share
from tiwala.payments.models import Attempt, Payment
from tiwala.payments.states import ASKABLE, OVER, RANK, AttemptState, PaymentState
from tiwala.tasks.actions.raise_task import raise_task

A = AttemptState
NOT_FOUND_GRACE_S = 120
"""A gateway that never heard of our key this long after the promise never will: no call of ours lasts as long."""


@action
def apply_outcome(attempt_id: UUID, outcome: o.Outcome, *, by: Actor, source: str) -> Attempt:
    """Take in what a gateway said about an attempt. Idempotent and indifferent to order.

    A fact of higher rank wins (states.RANK); money that matches is allocated and posted in the same
    transaction, money that does not is held and posted as unapplied. `source` says by which way it came
    (start, return, notice, sweep, staff, cashier) for the audit.
    """
    attempt = Attempt.objects.get(pk=attempt_id)
    payment = Payment.objects.locked(attempt.payment_id)
    attempt = Attempt.objects.locked(attempt_id)
    attempt.payment = payment
    attempt.asked_at = clock.now()
    attempt.reference = attempt.reference or getattr(outcome, "reference", "")
    match outcome:
        case o.Approved():
            _capture(attempt, outcome, by=by, source=source)
        case o.Reversed():
            _reverse(attempt, outcome, by=by, source=source)
        case o.Authorized():
            _live(attempt, "authorize", by=by, source=source)
        case o.NeedsPayer():
            _needs_payer(attempt, outcome, by=by, source=source)
        case o.Pending():
            _live(attempt, "send", by=by, source=source)
        case o.Unknown(why=why):
            _lose(attempt, why, by=by, source=source)
        case o.Declined(reason=reason):
            _end(attempt, "decline", by=by, source=source, reason=str(reason))
        case o.Cancelled():
            _end(attempt, "cancel", by=by, source=source)
        case o.Expired():
            _end(attempt, "expire", by=by, source=source)
        case _ as never:
            assert_never(never)
    return attempt


def _capture(attempt: Attempt, money: o.Approved, *, by: Actor, source: str) -> None:
    if RANK[A(attempt.state)] >= RANK[A.HELD]:
        attempt.save(update_fields=["asked_at"])
        return
    wrong = _mismatch(attempt, money)
    was = attempt.state
    attempt.masked, attempt.next_ask_at = money.masked, None
    attempt.found_minor, attempt.found_currency = money.amount.minor, money.amount.currency
    if wrong:
        _hold(attempt, money, wrong, by=by, source=source)
        return
    take(attempt, money.amount, by=by, source=source, was=was)


def _mismatch(attempt: Attempt, money: o.Approved) -> str:
    """What does not agree with what was asked, in one word; empty when all four agree."""
    if money.amount.currency != attempt.currency:
        return "currency"
    if money.amount.minor != attempt.amount_minor:
        return "amount"
    if money.attempt_key != attempt.key:
        return "attempt"
    if attempt.gateway_account_ref and money.account != external_id_of(attempt.gateway_account_ref):
        return "account"
    return ""


def take(attempt: Attempt, amount: Money, *, by: Actor, source: str, was: str) -> None:
    """Capture: a step for money that matches, shared by the funnel and the cashier's till."""
    payment = attempt.payment
    shares = allocate(payment, amount, why=f"captured:{attempt.public_id}")
    account = postings.money_account(payment.channel, attempt.gateway_account_ref)
    attempt.move("capture")
    attempt.save()
    if payment.state != PaymentState.CAPTURED:
        payment.move("capture")
    payment.captured_minor += amount.minor
    payment.captured_at = payment.captured_at or clock.now()
    payment.save()
    post_entry(postings.captured(attempt.public_id, account, amount, shares, payment.customer_ref), by=by)
    credited = amount.minor - sum(share.amount_minor for share in shares)
    meant = sum(payment.targets.values_list("amount_minor", flat=True))
    if sum(share.amount_minor for share in shares) < min(meant, amount.minor):
        raise_task("late_money", payment.public_id, by=by, summary_facts={"credited_minor": credited, "was": was})
    record(
        "payment:capture", payment.public_id, by=by, source=source, amount_minor=amount.minor, credited_minor=credited
    )
    publish(
        PaymentCaptured(
            payment_ref=payment.public_id,
            customer_ref=payment.customer_ref,
            amount_minor=amount.minor,
            credited_minor=credited,
            currency=amount.currency,
            method=attempt.method,
            shares=[{"target_ref": share.target_ref, "amount_minor": share.amount_minor} for share in shares],
        )
    )


def _hold(attempt: Attempt, money: o.Approved, wrong: str, *, by: Actor, source: str) -> None:
    payment = attempt.payment
    attempt.move("hold")
    attempt.save()
    account = postings.money_account(payment.channel, attempt.gateway_account_ref)
    post_entry(postings.held(attempt.public_id, account, money.amount, payment.public_id), by=by)
    facts = {"wrong": wrong, "found": money.amount.as_json(), "asked": attempt.amount.as_json()}
    raise_task("money_mismatch", payment.public_id, by=by, summary_facts=facts)
    record("payment:hold", payment.public_id, by=by, source=source, wrong=wrong, found_minor=money.amount.minor)
    publish(PaymentHeld(payment.public_id, attempt.public_id))


def _reverse(attempt: Attempt, gone: o.Reversed, *, by: Actor, source: str) -> None:
    was = A(attempt.state)
    if was is A.REVERSED:
        attempt.save(update_fields=["asked_at"])
        return
    payment, refs = attempt.payment, list(attempt.payment.targets.values_list("target_ref", flat=True))
    account = postings.money_account(payment.channel, attempt.gateway_account_ref)
    attempt.move("reverse")
    attempt.next_ask_at = None
    attempt.save()
    payment.move("reverse")
    if was is A.CAPTURED:
        _take_back(payment, account, by=by)
    elif was is A.HELD and attempt.found_minor:
        found = Money(attempt.found_minor, attempt.found_currency)
        post_entry(postings.held_taken_back(attempt.public_id, account, found, payment.public_id), by=by)
    payment.save()
    raise_task("reversed_payment", payment.public_id, by=by, summary_facts={"amount_minor": gone.amount.minor})
    record("payment:reverse", payment.public_id, by=by, source=source, amount_minor=gone.amount.minor)
    publish(PaymentReversed(payment.public_id, payment.customer_ref, refs))


def _take_back(payment: Payment, account: str, *, by: Actor) -> None:
    """Undo what stands of a capture: refunded parts have left already and are not taken twice."""
    left = payment.refundable
    if not left:
        return
    shares, room = [], left.minor
    for share in current_shares(payment):
        part = min(share.amount_minor, room)
        if part > 0:
            shares.append(Share(share.target_ref, part))
            room -= part
    for share in shares:
        payment.allocations.create(
            target_ref=share.target_ref, amount_minor=-share.amount_minor, why=f"reversed:{payment.public_id}"
        )
    post_entry(postings.taken_back(payment.public_id, account, left, shares, payment.customer_ref), by=by)


def _needs_payer(attempt: Attempt, outcome: o.NeedsPayer, *, by: Actor, source: str) -> None:
    if A(attempt.state) in ASKABLE:
        attempt.redirect_url = outcome.redirect_url or attempt.redirect_url
        attempt.qr_payload = outcome.qr_payload or attempt.qr_payload
        attempt.code = outcome.code or attempt.code
        attempt.expires_at = outcome.expires_at or attempt.expires_at
    _live(attempt, "send", by=by, source=source)


def _live(attempt: Attempt, move: str, *, by: Actor, source: str) -> None:
    """Still under way: note it, and ask again later. Never wakes what has ended."""
    if A(attempt.state) not in ASKABLE:
        attempt.save(update_fields=["asked_at"])
        return
    target = {"send": A.SENT, "authorize": A.AUTHORIZED}[move]
    if attempt.state != target:
        attempt.move(move)
        attempt.asks = 0
        record(f"payment:{move}", attempt.public_id, by=by, source=source)
    _ask_later(attempt, by=by)
    attempt.save()


def _lose(attempt: Attempt, why: str, *, by: Actor, source: str) -> None:
    """We do not know. Not-found long after the promise means that nothing was ever started there."""
    if A(attempt.state) not in ASKABLE:
        attempt.save(update_fields=["asked_at"])
        return
    age_s = (clock.now() - attempt.created_at).total_seconds()
    if why == o.Why.NOT_FOUND and age_s > NOT_FOUND_GRACE_S:
        _end(attempt, "cancel", by=by, source=source, reason="never_arrived")
        return
    if attempt.state != A.UNKNOWN:
        attempt.move("lose")
        attempt.asks = 0
        record("payment:lose", attempt.public_id, by=by, source=source, why=why)
    _ask_later(attempt, by=by)
    attempt.save()


def _ask_later(attempt: Attempt, *, by: Actor) -> None:
    now = clock.now()
    attempt.next_ask_at = next_ask(attempt.state_at, asks=attempt.asks, now=now, expires_at=attempt.expires_at)
    attempt.asks += 1
    if attempt.next_ask_at is None:
        raise_task("unknown_too_long", attempt.public_id, by=by, summary_facts={"asks": attempt.asks - 1})


def _end(attempt: Attempt, move: str, *, by: Actor, source: str, reason: str = "") -> None:
    """Ended without money, as far as we know: the thing owed may be paid another way."""
    target = {"decline": A.DECLINED, "cancel": A.CANCELLED, "expire": A.EXPIRED}[move]
    state = A(attempt.state)
    if state not in ASKABLE and RANK[state] >= RANK[target]:
        attempt.save(update_fields=["asked_at"])
        return
    attempt.move(move)
    attempt.decline_reason = attempt.decline_reason or reason
    attempt.next_ask_at = None
    attempt.save()
    payment = attempt.payment
    if payment.state == PaymentState.OPEN and not payment.attempts.exclude(state__in=[s.value for s in OVER]).exists():
        payment.move("close")
        payment.save()
    record(f"payment:{move}", attempt.public_id, by=by, source=source, reason=reason)
    if state in ASKABLE:
        publish(
            PaymentFailed(
                payment_ref=payment.public_id,
                attempt_ref=attempt.public_id,
                customer_ref=payment.customer_ref,
                how=str(target),
                reason=reason,
                target_refs=list(payment.targets.values_list("target_ref", flat=True)),
            )
        )
