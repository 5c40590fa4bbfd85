"""A payback in two people's hands: asked for by one, promised in the books by the yes of another."""

from __future__ import annotations

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import record
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound, WrongState
from tiwala.payments import payback_letters as letters
from tiwala.payments.actions.give_account import account_of, is_as_confirmed
from tiwala.payments.actions.refund_payment import promise_refund
from tiwala.payments.errors import AccountChanged, RefundWhileDisputed
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Payback, Payment
from tiwala.payments.queries import is_disputed
from tiwala.payments.states import PaybackState
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task


@action
def propose_payback(payback_ref: str, *, key: str, by: Actor) -> Proposal:
    """The proposal a second person decides, with the confirmed account frozen in it. Always two, whatever the amount.

    Refuses WrongState until the payer has confirmed, RefundWhileDisputed.
    """
    found = Payback.objects.filter(pk=ids.decode("pbk", payback_ref)).first()
    if found is None:
        raise NotFound(wanted="pbk")
    payment = Payment.objects.locked(found.payment_id)
    payback = Payback.objects.locked(found.pk)
    account = account_of(payback)
    if payback.state != PaybackState.CONFIRMED or account is None or payback.account_digest is None:
        raise WrongState(machine="payback", state=payback.state, move="approve")
    if is_disputed(payment):
        raise RefundWhileDisputed(payment=payment.public_id)
    told = {
        "amount_minor": payback.amount_minor,
        "currency": payback.currency,
        "digest": bytes(payback.account_digest).hex(),
    }
    sealed = {"account": payback.masked, "name": account.name}
    wish = Wish("payback", payback.public_id, payback.reason, key, told, sealed=sealed)
    return propose(wish, by=by)


def give_approved_payback(frozen: Frozen, by: Actor) -> Done:
    """The refund by transfer is promised in the transaction of the yes. A step.

    Only for the very account that was confirmed and shown: AccountChanged. Never more than is left: TooMuchBack.
    """
    found = Payback.objects.filter(pk=ids.decode("pbk", frozen.subject_ref)).first()
    if found is None:
        raise NotFound(wanted="pbk")
    Payment.objects.locked(found.payment_id)
    payback = Payback.objects.locked(found.pk)
    kept = bytes(payback.account_digest or b"").hex()
    if kept != frozen.facts["digest"] or not is_as_confirmed(payback, account_of(payback)):
        raise AccountChanged(payback=payback.public_id)
    payback.move("approve")
    facts = RefundFacts(
        payback.payment.public_id, payback.amount, payback.reason, "transfer", f"payback:{payback.public_id}"
    )
    refund, _is_new = promise_refund(facts, asked_by=frozen.asker.id, by=by)
    payback.refund, payback.approved_by = refund, by.id
    payback.token_hash = payback.token_until = None
    payback.save()
    close_tasks_about("payback_confirmed", payback.public_id, by=by, outcome="approved")
    raise_task("payback_to_pay", payback.public_id, by=by, summary_facts=payback.amount.as_json())
    letters.tell_approved(payback, by=by)
    record("payback:approve", payback.public_id, by=by, asked_by=frozen.asker.id, refund=refund.public_id)
    return Done(payback.public_id)
