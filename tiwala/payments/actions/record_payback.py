"""A person paid it in the bank: the account opened for that, the bank's reference recorded, the books moved."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.business.queries import profile_facts
from tiwala.events.actions.publish import publish
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, InvariantBroken, NotFound, WrongState
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import payback_letters as letters
from tiwala.payments import postings
from tiwala.payments.actions.apply_refund_outcome import finish_here, undo_refund
from tiwala.payments.actions.give_account import account_of, is_as_confirmed
from tiwala.payments.banks import BankAccount
from tiwala.payments.errors import AccountGone, ReferenceUsed
from tiwala.payments.events import RefundFailed
from tiwala.payments.models import Payback, Refund
from tiwala.payments.queries import locked_refund
from tiwala.payments.states import PaybackState
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task

_REFERENCE = range(4, 61)


@action
def open_account_to_pay(payback_ref: str, *, by: Actor) -> BankAccount:
    """The account in full, for the person who pays it now; each look leaves a record. Only once it is approved."""
    payback = Payback.objects.locked(ids.decode("pbk", payback_ref))
    if payback.state != PaybackState.APPROVED:
        raise WrongState(machine="payback", state=payback.state, move="pay")
    account = _as_approved(payback)
    record("payback:reveal", payback.public_id, by=by)
    return account


@action
def record_payback(payback_ref: str, *, bank_reference: str, paid_on: date, by: Actor) -> Payback:
    """It left our bank under this reference: once, ever. The same again is the same.

    Refuses BadInput (no reference, a day to come or before it was approved), ReferenceUsed, WrongState.
    """
    reference = " ".join(bank_reference.split()).upper()
    refund, payback = _both(payback_ref)
    if payback.state == PaybackState.PAID and payback.bank_reference == reference:
        return payback
    _check(payback, reference, paid_on)
    _as_approved(payback)
    payback.move("pay")
    payback.bank_reference, payback.paid_on, payback.paid_by = reference, paid_on, by.id
    try:
        with transaction.atomic():
            payback.save()
    except IntegrityError as clash:
        raise ReferenceUsed(reference=reference) from clash
    refund.reference = reference
    finish_here(refund, refund.payment, by=by)
    close_tasks_about("payback_to_pay", payback.public_id, by=by, outcome="paid")
    letters.tell_paid(payback, by=by)
    record("payback:pay", payback.public_id, by=by, reference=reference, paid_on=paid_on.isoformat())
    return payback


@action
def return_payback(payback_ref: str, *, reason: str, by: Actor) -> Payback:
    """The payer's bank sent it back: the money is in our bank again and everything stands as before the promise."""
    reason = " ".join(reason.split())
    if not reason:
        raise BadInput(fields={"reason": "required"})
    refund, payback = _both(payback_ref)
    payback.move("bounce")
    payback.end_reason, payback.account, payback.wiped_at = reason[:300], None, clock.now()
    payback.save()
    post_entry(postings.refund_bounced(refund.public_id, "bank", refund.amount), by=by)
    undo_refund(refund, refund.payment, "bounced", move="bounce", by=by)
    raise_task("refund_failed", refund.public_id, by=by, summary_facts={"reason": "bounced"})
    letters.tell_returned(payback, by=by)
    record("payback:return", payback.public_id, by=by, refund=refund.public_id)
    publish(RefundFailed(refund.public_id, refund.payment.public_id))
    return payback


def _both(payback_ref: str) -> tuple[Refund, Payback]:
    """The refund and the payback, both locked in the house's order, the payment first."""
    found = Payback.objects.filter(pk=ids.decode("pbk", payback_ref)).first()
    if found is None:
        raise NotFound(wanted="pbk")
    if found.refund_id is None:
        raise WrongState(machine="payback", state=found.state, move="pay")
    refund = locked_refund(found.refund_id)
    return refund, Payback.objects.locked(found.pk)


def _check(payback: Payback, reference: str, paid_on: date) -> None:
    if payback.state != PaybackState.APPROVED:
        raise WrongState(machine="payback", state=payback.state, move="pay")
    today = clock.today(profile_facts().time_zone)
    wrong = {}
    if len(reference) not in _REFERENCE or not reference.isprintable():
        wrong["bank_reference"] = _("Please copy the bank's reference: 4 to 60 letters and digits.")
    if paid_on > today or (today - paid_on).days > 60:  # noqa: PLR2004 -- two months
        wrong["paid_on"] = _("Please write the day on which it left the bank.")
    if wrong:
        raise BadInput(fields=wrong)


def _as_approved(payback: Payback) -> BankAccount:
    account = account_of(payback)
    if account is None:
        raise AccountGone(payback=payback.public_id)
    if not is_as_confirmed(payback, account):
        raise InvariantBroken(f"the account of {payback.public_id} is not the one that was approved")
    return account
