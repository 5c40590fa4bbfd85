"""What a dispute does to the books: steps under the locks of payment, attempt and dispute."""

from __future__ import annotations

from django.db.models import Sum

from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.draft import EntryDraft
from tiwala.payments import postings
from tiwala.payments.actions.allocate import take_from
from tiwala.payments.actions.take_back import give_up_surcharge, held_by_disputes, reverse_payment, still_held
from tiwala.payments.models import Attempt, Dispute
from tiwala.payments.sources import source_of
from tiwala.payments.states import AttemptState, DisputeState
from tiwala.tasks.actions.raise_task import raise_task


def hold_disputed(dispute: Dispute, attempt: Attempt, wanted: Money, *, by: Actor) -> None:
    """Have the books hold so much, no more than came and was not lost already; told again, nothing moves.

    Money the gateway gave back itself is held all the same when it says that it took it: the payer has it twice then.
    """
    most = (attempt.found_minor or 0) - attempt.reversed_minor - _held_beside(dispute)
    is_same = wanted.currency == attempt.found_currency
    held = max(min(wanted.minor, most), 0) if is_same else 0
    more, account = held - dispute.held_minor, _account(dispute)
    if more > 0:
        _post(dispute, postings.dispute_held(_name(dispute), account, _money(dispute, more), dispute.public_id), by=by)
    elif more < 0:
        _post(
            dispute,
            postings.dispute_released(_name(dispute), account, _money(dispute, -more), dispute.public_id),
            by=by,
        )
    dispute.held_minor = held


def take_fee(dispute: Dispute, fee: Money | None, *, by: Actor) -> None:
    """Have the books say what the gateway takes for its trouble; None when it does not say."""
    if fee is None or (dispute.fee_minor and fee.currency != dispute.fee_currency):
        return
    more, account = fee.minor - dispute.fee_minor, _account(dispute)
    recipe = postings.dispute_fee if more > 0 else postings.dispute_fee_returned
    if more:
        _post(dispute, recipe(_name(dispute), account, Money(abs(more), fee.currency), dispute.public_id), by=by)
    dispute.fee_minor, dispute.fee_currency = fee.minor, fee.currency


def give_up_disputed(dispute: Dispute, attempt: Attempt, *, by: Actor) -> None:
    """The bank gave the money to the payer: what it had paid is owed again. All of it gone ends the payment."""
    payment, amount = dispute.payment, dispute.held
    if amount:
        if attempt.state == AttemptState.HELD:
            draft = postings.dispute_lost_of_held(
                _name(dispute), amount, payment_ref=payment.public_id, dispute_ref=dispute.public_id
            )
        else:
            surcharge = give_up_surcharge(payment, out_minor=amount.minor, held_minor=still_held(attempt))
            shares = take_from(payment, amount.minor - surcharge.minor, why=f"dispute:{dispute.public_id}")
            draft = postings.dispute_lost(
                _name(dispute), amount, shares, customer_ref=payment.customer_ref, dispute_ref=dispute.public_id
            )
            draft = postings.with_surcharge(draft, surcharge)
        _post(dispute, draft, by=by)
    attempt.reversed_minor += amount.minor
    attempt.gone_minor = max(attempt.gone_minor, attempt.reversed_minor)
    if attempt.state != AttemptState.REVERSED and attempt.reversed_minor == attempt.found_minor:
        attempt.move("reverse")
        attempt.next_ask_at = None
        reverse_payment(attempt)
    attempt.save(update_fields=Attempt.MOVING)
    payment.lost_minor = min(payment.lost_minor + amount.minor, payment.captured_minor)
    payment.save(update_fields=["lost_minor", "state", "state_at"])


def win_disputed(dispute: Dispute, attempt: Attempt, *, by: Actor) -> None:
    """The money is ours again, also where the gateway had called it reversed meanwhile.

    What had been booked as taken back before anybody told of a dispute becomes the customer's credit.
    """
    payment, account = dispute.payment, _account(dispute)
    if dispute.held_minor:
        _post(dispute, postings.dispute_released(_name(dispute), account, dispute.held, dispute.public_id), by=by)
    if attempt.state != AttemptState.REVERSED:
        return
    restored = min(dispute.amount_minor - dispute.held_minor, attempt.reversed_minor - _lost(dispute))
    if restored > 0:
        amount = _money(dispute, restored)
        _post(dispute, postings.dispute_restored(_name(dispute), account, amount, payment.customer_ref), by=by)
        attempt.reversed_minor -= restored
        attempt.gone_minor -= restored
        raise_task("credit_waiting", payment.customer_ref, by=by, summary_facts={"amount": amount.as_json()})
    attempt.gone_minor = max(attempt.gone_minor - dispute.held_minor, attempt.reversed_minor)
    attempt.save(update_fields=Attempt.MOVING)


def _post(dispute: Dispute, draft: EntryDraft, *, by: Actor) -> None:
    post_entry(draft, by=by)
    dispute.entries += 1


def _name(dispute: Dispute) -> str:
    """The next entry's source: the dispute, and how many it had before."""
    return source_of(dispute.public_id, str(dispute.entries))


def _account(dispute: Dispute) -> str:
    return postings.money_account("online", dispute.gateway_account_ref)


def _money(dispute: Dispute, minor: int) -> Money:
    return Money(minor, dispute.currency)


def _held_beside(dispute: Dispute) -> int:
    return held_by_disputes(dispute.payment, dispute.gateway_account_ref, besides=dispute)


def _lost(dispute: Dispute) -> int:
    there = dispute.payment.disputes.filter(gateway_account_ref=dispute.gateway_account_ref)
    lost = there.filter(state=DisputeState.LOST)
    return int(lost.aggregate(total=Sum("held_minor"))["total"] or 0)
