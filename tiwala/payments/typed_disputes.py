"""What of a typed dispute cannot be, said beside its field."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput
from tiwala.payments.facts import TypedDispute
from tiwala.payments.models import Dispute, Payment

_WORDS: Final = {
    "required": _("Please copy the dispute's reference from the gateway, at most 120 letters."),
    "amount": _("Please write an amount in the payment's currency."),
    "more_than_came": _("That is more than what came with this payment."),
    "another_payment": _("This reference belongs to the dispute of another payment."),
    "counter": _("This payment came through no gateway."),
}


def account_of(typed: TypedDispute, payment: Payment) -> str:
    """The gateway account that the dispute is at."""
    return typed.account_ref or payment.gateway_account_ref


def known_as(typed: TypedDispute, payment: Payment) -> Dispute | None:
    """The dispute under this reference at this account, when we know it."""
    there = Dispute.objects.filter(gateway_account_ref=account_of(typed, payment))
    return there.filter(reference=typed.reference.strip()).first()


def refuse_what_cannot_be(typed: TypedDispute, payment: Payment) -> None:
    """BadInput, with a sentence for each field that is wrong."""
    wrong, reference = {}, typed.reference.strip()
    if not reference or len(reference) > 120:  # noqa: PLR2004 -- the column
        wrong["reference"] = "required"
    if payment.channel != "online":
        wrong["amount"] = "counter"
    elif typed.amount.minor <= 0 or typed.amount.currency != payment.money_currency:
        wrong["amount"] = "amount"
    elif typed.amount.minor > payment.captured_minor:
        wrong["amount"] = "more_than_came"
    if typed.fee is not None and typed.fee.minor < 0:
        wrong["fee"] = "amount"
    known = known_as(typed, payment)
    if known is not None and known.payment_id != payment.pk:
        wrong["reference"] = "another_payment"
    if wrong:
        raise BadInput(fields={name: str(_WORDS[why]) for name, why in wrong.items()})
