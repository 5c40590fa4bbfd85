"""Ask for money to be given back: at once up to the business's limit, above it with a second person's yes."""

from __future__ import annotations

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.approvals.registry import Done, Frozen
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money
from tiwala.payments.actions.refund_payment import (
    check_refund,
    needs_second_person,
    promise_refund,
    refund_payment,
    send_refund,
)
from tiwala.payments.errors import RefundWhileDisputed, TooMuchBack
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Payment, Refund
from tiwala.payments.queries import is_disputed
from tiwala.payments.states import PaymentState


def ask_for_refund(facts: RefundFacts, *, by: Actor) -> Refund | Proposal:
    """The refund, or the proposal that waits for a second person; once per key. Refuses what refund_payment refuses.

    Asked again with the key of a proposal that was approved, the answer is its refund.
    """
    check_refund(facts)
    waiting = _propose(facts, by=by)
    if waiting is None:
        return refund_payment(facts, by=by)
    return Refund.objects.by_public_id(waiting.result_ref) if waiting.result_ref else waiting


@action
def _propose(facts: RefundFacts, *, by: Actor) -> Proposal | None:
    payment = Payment.objects.filter(pk=ids.decode("pay", facts.payment_ref)).first()
    if payment is None:
        raise NotFound(wanted="pay")
    is_asked = Proposal.objects.filter(key=facts.key).exists()
    if not is_asked and (Refund.objects.filter(key=facts.key).exists() or payment.state != PaymentState.CAPTURED):
        return None
    if not is_asked and is_disputed(payment):
        raise RefundWhileDisputed(payment=facts.payment_ref)
    if not is_asked and not needs_second_person(payment, facts.amount, by=by):
        return None
    if not is_asked and (facts.amount.currency != payment.money_currency or facts.amount > payment.refundable):
        raise TooMuchBack(asked=facts.amount.minor, left=payment.refundable.minor)
    told = {
        "amount_minor": facts.amount.minor,
        "currency": facts.amount.currency,
        "to": facts.to,
        **({"is_later": True} if facts.is_later else {}),
        **({"attempt": facts.attempt_ref} if facts.attempt_ref else {}),
    }
    return propose(Wish("refund", payment.public_id, facts.reason, facts.key, told), by=by)


def give_approved_refund(frozen: Frozen, by: Actor) -> Done:
    """The refund of an approved proposal is promised: row, books and yes in one commit. A step.

    Never more than is left at this moment: TooMuchBack, NotEnoughCredit, and the rest of refund_payment's refusals.
    """
    facts = RefundFacts(
        frozen.subject_ref,
        Money(frozen.facts["amount_minor"], frozen.facts["currency"]),
        frozen.reason,
        frozen.facts["to"],
        f"approved:{frozen.ref}",
        is_later=bool(frozen.facts.get("is_later")),
        attempt_ref=frozen.facts.get("attempt", ""),
    )
    check_refund(facts)
    refund, _is_new = promise_refund(facts, asked_by=frozen.asker.id, by=by)
    return Done(refund.public_id, refund)


def send_approved_refund(done: Done, by: Actor) -> Refund:
    """Ask the gateway, after the commit. Should this never run, the sweep asks about the promise."""
    return send_refund(done.carry, by=by)
