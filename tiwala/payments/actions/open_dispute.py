"""Write down a dispute that a gateway told of by mail or on its own pages, or what has become of one."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from tiwala.gateways.port import DisputeFacts
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput, GatewayBreakdown, NotFound
from tiwala.payments.actions.apply_dispute import apply_dispute
from tiwala.payments.actions.ask_about_dispute import ask_about_dispute
from tiwala.payments.errors import NoSuchDispute, StillAsking
from tiwala.payments.facts import TypedDispute
from tiwala.payments.models import Dispute, Payment

_WORDS: Final = {
    "required": _("Please copy the dispute's reference from the gateway, at most 120 letters."),
    "amount": _("Please write an amount in the payment's currency."),
    "more_than_came": _("That is more than what came with this payment."),
    "another_payment": _("This reference belongs to the dispute of another payment."),
}


def open_dispute(typed: TypedDispute, *, by: Actor, source: str = "staff") -> Dispute:
    """The dispute under this reference, opened or taken further; once per reference of a gateway account.

    Where the gateway can be asked, it is, and what was typed beside the reference counts for nothing.
    Refuses: BadInput (amount, reference, another payment's), NoSuchDispute, StillAsking (nobody answers).
    """
    payment = Payment.objects.filter(pk=ids.decode("pay", typed.payment_ref)).first()
    if payment is None or payment.channel != "online":
        raise NotFound(wanted="pay")
    reference = typed.reference.strip()
    _check(typed, payment, reference)
    account_ref = typed.account_ref or payment.gateway_account_ref
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


def _check(typed: TypedDispute, payment: Payment, reference: str) -> None:
    wrong = {}
    if not reference or len(reference) > 120:  # noqa: PLR2004 -- the column
        wrong["reference"] = "required"
    if typed.amount.minor <= 0 or typed.amount.currency != payment.money_currency:
        wrong["amount"] = "amount"
    elif typed.amount.minor > payment.captured_minor:
        wrong["amount"] = "more_than_came"
    if typed.fee is not None and typed.fee.minor < 0:
        wrong["fee"] = "amount"
    account_ref = typed.account_ref or payment.gateway_account_ref
    known = Dispute.objects.filter(gateway_account_ref=account_ref, reference=reference).first()
    if known is not None and known.payment_id != payment.pk:
        wrong["reference"] = "another_payment"
    if wrong:
        raise BadInput(fields={name: str(_WORDS.get(why, why)) for name, why in wrong.items()})


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
