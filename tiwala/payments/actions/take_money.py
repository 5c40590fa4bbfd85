"""Money came: steps shared by the funnel, the cashier's till and the person who decides about held money."""

from __future__ import annotations

from collections.abc import Sequence

from tiwala.audit.actions.record import Act, record, record_all
from tiwala.business import queries as business
from tiwala.business.words import VatStatus
from tiwala.events.actions.publish import publish
from tiwala.gateways.outcomes import Approved
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import postings
from tiwala.payments.actions.allocate import allocate, wanted_by
from tiwala.payments.events import PaymentCaptured, PaymentHeld, Share
from tiwala.payments.models import Attempt
from tiwala.payments.states import PaymentState
from tiwala.payments.surcharge import NONE, Part, earned, with_vat
from tiwala.tasks.actions.raise_task import raise_task

_CAPTURED = (
    *("state", "state_at", "gateway_account_ref", "captured_minor", "captured_currency", "captured_at"),
    *("surcharge_minor", "surcharge_vat_minor"),
)


def take(attempt: Attempt, amount: Money, *, by: Actor, source: str) -> None:
    """Capture money that matches: to what is owed, the rest to credit, all in the caller's transaction.

    Money for something that is not owed any more raises `late_money`. The caller holds payment and attempt locked.
    """
    payment, was = attempt.payment, attempt.state
    wanted = wanted_by(payment)
    shares = allocate(payment, amount, why=f"captured:{attempt.public_id}", wanted=wanted)
    surcharge = earn(attempt, amount, shares, wanted=wanted)
    keep(attempt, amount, surcharge=surcharge)
    account = postings.money_account(payment.channel, attempt.gateway_account_ref)
    draft = postings.captured(attempt.public_id, account, amount, shares, payment.customer_ref)
    post_entry(postings.with_surcharge(draft, surcharge), by=by)
    applied = sum(share.amount_minor for share in shares)
    credited = amount.minor - applied - surcharge.minor
    if applied < min(sum(meant for _, meant in wanted), amount.minor):
        facts = {"credited_minor": credited, "currency": amount.currency, "was": was}
        raise_task("late_money", payment.public_id, by=by, summary_facts=facts)
    told = {"amount_minor": amount.minor, "credited_minor": credited, "surcharge_minor": surcharge.minor}
    record_all([Act("payment:capture", payment.public_id, facts={"source": source} | told)], by=by)
    tell_captured(attempt, amount, shares, surcharge=surcharge)


def earn(attempt: Attempt, came: Money, shares: Sequence[Share], *, wanted: Sequence[tuple[str, int]]) -> Part:
    """What of this money is the attempt's surcharge, with the VAT in it by the business's registration of this day."""
    minor = earned(
        attempt.surcharge_minor if came.currency == attempt.currency else 0,
        meant_minor=sum(meant for _, meant in wanted),
        applied_minor=sum(share.amount_minor for share in shares),
        came_minor=came.minor,
    )
    if not minor:
        return NONE
    regime = business.regime_on(clock.today(business.profile_facts().time_zone))
    return with_vat(minor, has_vat=regime is not None and regime.vat_status == VatStatus.VAT)


def keep(attempt: Attempt, amount: Money, *, surcharge: Part = NONE) -> None:
    """Move attempt and payment to captured, with what came (and what of it was gone before anybody decided)."""
    payment = attempt.payment
    attempt.move("capture")
    attempt.found_minor, attempt.found_currency = amount.minor + attempt.reversed_minor, amount.currency
    attempt.next_ask_at = None
    attempt.save(update_fields=Attempt.MOVING)
    if payment.state != PaymentState.CAPTURED:
        payment.move("capture")
        payment.gateway_account_ref = attempt.gateway_account_ref  # a payer sent on may have paid at an earlier account
    payment.captured_minor += amount.minor
    payment.captured_currency = amount.currency
    payment.captured_at = payment.captured_at or clock.now()
    payment.surcharge_minor += surcharge.minor
    payment.surcharge_vat_minor += surcharge.vat_minor
    payment.save(update_fields=_CAPTURED)


def tell_captured(attempt: Attempt, amount: Money, shares: Sequence[Share], *, surcharge: Part = NONE) -> None:
    """Publish that the money is ours and where it went. Last in the transaction."""
    payment = attempt.payment
    publish(
        PaymentCaptured(
            payment_ref=payment.public_id,
            customer_ref=payment.customer_ref,
            amount_minor=amount.minor,
            credited_minor=amount.minor - sum(share.amount_minor for share in shares) - surcharge.minor,
            currency=amount.currency,
            method=attempt.method,
            shares=[{"target_ref": share.target_ref, "amount_minor": share.amount_minor} for share in shares],
            surcharge_minor=surcharge.minor,
        )
    )


def hold(attempt: Attempt, money: Approved, wrong: str, *, by: Actor, source: str) -> None:
    """Hold money that does not match what was asked: unapplied in the books, and a person is asked."""
    payment = attempt.payment
    attempt.move("hold")
    attempt.found_minor, attempt.found_currency = money.amount.minor, money.amount.currency
    attempt.next_ask_at = None
    attempt.save(update_fields=Attempt.MOVING)
    if payment.state == PaymentState.CLOSED:
        payment.move("reopen")
        payment.save(update_fields=["state", "state_at"])
    account = postings.money_account(payment.channel, attempt.gateway_account_ref)
    post_entry(postings.held(attempt.public_id, account, money.amount, payment.public_id), by=by)
    facts = {"wrong": wrong, "found": money.amount.as_json(), "asked": attempt.amount.as_json()}
    raise_task("money_mismatch", payment.public_id, by=by, summary_facts=facts)
    record("payment:hold", payment.public_id, by=by, source=source, wrong=wrong, found=money.amount.as_json())
    publish(PaymentHeld(payment.public_id, attempt.public_id))
