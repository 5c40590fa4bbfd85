"""Write down a dispute that a gateway told of by mail or on its own pages, or what has become of one."""

from __future__ import annotations

from tiwala.gateways.port import DisputeFacts
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import GatewayBreakdown, NotFound
from tiwala.payments.actions.apply_dispute import apply_dispute
from tiwala.payments.actions.ask_about_dispute import ask_about_dispute
from tiwala.payments.errors import NoSuchDispute, StillAsking
from tiwala.payments.facts import TypedDispute
from tiwala.payments.models import Dispute, Payment
from tiwala.payments.typed_disputes import account_of, refuse_what_cannot_be


def open_dispute(typed: TypedDispute, *, by: Actor, source: str = "staff") -> Dispute:
    """The dispute under this reference, opened or taken further; once per reference of a gateway account.

    Where the gateway can be asked, it is, and what was typed beside the reference counts for nothing.
    Refuses: BadInput (amount, reference, another payment's), NoSuchDispute, StillAsking (nobody answers).
    """
    payment = Payment.objects.filter(pk=ids.decode("pay", typed.payment_ref)).first()
    if payment is None or payment.channel != "online":
        raise NotFound(wanted="pay")
    reference = typed.reference.strip()
    refuse_what_cannot_be(typed, payment)
    account_ref = account_of(typed, payment)
    if adapter_by_ref(account_ref).can.disputes == "looked_up":
        found = _asked(account_ref, reference, by=by, source=source)
    else:
        facts = _facts(typed, payment, reference, account_ref=account_ref)
        found = apply_dispute(facts, account_ref=account_ref, by=by, source=source, is_asked=False)
    if found is None:
        raise NoSuchDispute(reference=reference)
    return found


def _asked(account_ref: str, reference: str, *, by: Actor, source: str) -> Dispute | None:
    try:
        return ask_about_dispute(account_ref, reference, by=by, source=source)
    except GatewayBreakdown as broken:
        raise StillAsking(reference=reference) from broken


def _facts(typed: TypedDispute, payment: Payment, reference: str, *, account_ref: str) -> DisputeFacts:
    there = payment.attempts.filter(gateway_account_ref=account_ref, found_minor__gt=0)
    attempt = there.order_by("-state_at").first()
    if attempt is None:
        raise NoSuchDispute(payment=payment.public_id)
    return DisputeFacts(
        reference=reference,
        payment_reference=attempt.reference,
        amount=typed.amount,
        state=typed.state,
        opened_at=typed.opened_at or clock.now(),
        attempt_key=attempt.key,
        reason=typed.reason.strip(),
        fee=typed.fee,
        answer_by=typed.answer_by,
        is_taken=typed.is_taken,
    )
