"""The rail took money back after it was ours: steps inside the funnel's transaction."""

from __future__ import annotations

from django.db.models import F, Sum

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.gateways.outcomes import Reversed
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import postings
from tiwala.payments.actions.allocate import take_from
from tiwala.payments.events import PaymentReversed
from tiwala.payments.models import Attempt, Dispute, Payment
from tiwala.payments.sources import source_of
from tiwala.payments.states import DISPUTE, AttemptState, PaymentState, RefundState
from tiwala.payments.surcharge import Part, leaving
from tiwala.tasks.actions.raise_task import raise_task

A = AttemptState


def reverse(attempt: Attempt, gone: Reversed, *, by: Actor, source: str) -> None:
    """Undo what stands of the money, and ask a person. Told again, only what is newly gone is undone.

    Held money of which only a part is gone stays held: somebody still has to decide about the rest.
    """
    payment, was = attempt.payment, A(attempt.state)
    found = attempt.found
    if found is not None and gone.amount.currency == found.currency:
        attempt.gone_minor = max(attempt.gone_minor, min(gone.amount.minor, found.minor))
    elif found is not None:
        attempt.gone_minor = found.minor
    if was is A.HELD and found is not None and attempt.gone_minor < found.minor:
        _held_in_part(attempt, found, by=by, source=source)
        return
    if was is not A.REVERSED:
        attempt.move("reverse")
        attempt.next_ask_at = None
        reverse_payment(attempt)
        payment.save(update_fields=["state", "state_at"])
    taken = _held_back(attempt, by=by) if was is A.HELD else take_back(attempt, by=by)
    attempt.save(update_fields=Attempt.MOVING)
    if was is A.REVERSED and not taken:
        return
    facts = {"gone_minor": gone.amount.minor, "taken_minor": taken, "currency": gone.amount.currency}
    raise_task("reversed_payment", payment.public_id, by=by, summary_facts=facts)
    record("payment:reverse", payment.public_id, by=by, source=source, gone_minor=gone.amount.minor, taken_minor=taken)
    if was is not A.REVERSED:
        refs = list(payment.targets.values_list("target_ref", flat=True))
        publish(PaymentReversed(payment.public_id, payment.customer_ref, refs))


def reverse_payment(attempt: Attempt) -> None:
    """Its payment is reversed too, unless another try's money stands. The caller saves."""
    payment = attempt.payment
    others = payment.attempts.filter(state=A.CAPTURED).exclude(pk=attempt.pk)
    if payment.state != PaymentState.REVERSED and not others.exists():
        payment.move("reverse")


def take_back(attempt: Attempt, *, by: Actor) -> int:
    """Take what is gone at the gateway out of the books, as far as it stands; returns the minor units taken.

    What the gateway gave back itself, or is about to, has left there already and is not taken twice; a refund that
    fails after a reversal calls this again. What a dispute holds has left there too. What was given back beside it, in
    cash or as credit, the rail takes all the same: the customer's credit pays for that, below zero if need be. The
    caller saves the attempt.
    """
    payment = attempt.payment
    has_left = _given_back_there(attempt) + held_by_disputes(payment, attempt.gateway_account_ref)
    standing = (attempt.found_minor or 0) - has_left - attempt.reversed_minor
    more = min(attempt.gone_minor - attempt.reversed_minor, standing)
    if more <= 0:
        return 0
    amount = Money(more, payment.money_currency)
    times = [str(attempt.reversed_minor)] if attempt.reversed_minor else []
    name = source_of(payment.public_id, *times)
    surcharge = give_up_surcharge(payment, out_minor=more, held_minor=still_held(attempt))
    shares = take_from(payment, more - surcharge.minor, why=f"reversed:{name}"[:60])
    account = postings.money_account(payment.channel, attempt.gateway_account_ref)
    draft = postings.taken_back(name, account, amount, shares, payment.customer_ref)
    post_entry(postings.with_surcharge(draft, surcharge), by=by)
    attempt.reversed_minor += more
    return more


def still_held(attempt: Attempt) -> int:
    """What is left of the payment's money, minor units: what this try and others brought, less what went back."""
    others = attempt.payment.attempts.filter(state__in=[A.CAPTURED, A.REVERSED]).exclude(pk=attempt.pk)
    beside = others.aggregate(total=Sum(F("found_minor") - F("reversed_minor")))["total"] or 0
    return int(beside) + (attempt.found_minor or 0) - attempt.payment.refunded_minor - attempt.reversed_minor


def give_up_surcharge(payment: Payment, *, out_minor: int, held_minor: int) -> Part:
    """Take out of the payment's standing surcharge what leaves with `out_minor` of the `held_minor` it still has."""
    standing = Part(payment.surcharge_minor, payment.surcharge_vat_minor)
    part = leaving(standing, out_minor=out_minor, held_minor=held_minor)
    if part.minor:
        payment.surcharge_minor -= part.minor
        payment.surcharge_vat_minor -= part.vat_minor
        payment.save(update_fields=["surcharge_minor", "surcharge_vat_minor"])
    return part


def held_by_disputes(payment: Payment, account_ref: str, *, besides: Dispute | None = None) -> int:
    """What this account keeps back of the payment while a bank has not decided, in minor units."""
    found = payment.disputes.filter(state__in=[state.value for state in DISPUTE.open], gateway_account_ref=account_ref)
    found = found.exclude(pk=besides.pk) if besides is not None else found
    return int(found.aggregate(total=Sum("held_minor"))["total"] or 0)


def _given_back_there(attempt: Attempt) -> int:
    """What left the gateway's account, or will, by its own refunds of this try, in minor units."""
    found = attempt.refunds.filter(to="gateway").exclude(state=RefundState.FAILED)
    return int(found.aggregate(total=Sum("amount_minor"))["total"] or 0)


def _held_back(attempt: Attempt, *, by: Actor) -> int:
    """Money that was still held is gone: what is newly gone of it leaves unapplied."""
    more = attempt.gone_minor - attempt.reversed_minor
    if more <= 0:
        return 0
    payment = attempt.payment
    account = postings.money_account(payment.channel, attempt.gateway_account_ref)
    times = [str(attempt.reversed_minor)] if attempt.reversed_minor else []
    name = source_of(attempt.public_id, *times)
    amount = Money(more, attempt.found_currency)
    post_entry(postings.held_taken_back(name, account, amount, payment.public_id), by=by)
    attempt.reversed_minor += more
    return more


def _held_in_part(attempt: Attempt, found: Money, *, by: Actor, source: str) -> None:
    """A part of held money is gone: the rest stays held, and its task tells what is left to decide about."""
    payment, taken = attempt.payment, _held_back(attempt, by=by)
    attempt.save(update_fields=Attempt.MOVING)
    if not taken:
        return
    left = found - Money(attempt.reversed_minor, found.currency)
    facts = {"wrong": "gone_in_part", "found": left.as_json(), "asked": attempt.amount.as_json()}
    raise_task("money_mismatch", payment.public_id, by=by, summary_facts=facts)
    record("payment:reverse", payment.public_id, by=by, source=source, taken_minor=taken, left_minor=left.minor)
