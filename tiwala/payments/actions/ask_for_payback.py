"""Ask the payer, by a safe link, for an account to pay back into."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction

from tiwala.audit.actions.record import record
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, WrongState
from tiwala.payments import payback_letters as letters
from tiwala.payments.errors import KeyReused, NoLetterPossible, PaybackOpen, RefundWhileDisputed, TooMuchBack
from tiwala.payments.facts import PaybackFacts
from tiwala.payments.models import Payback, Payment
from tiwala.payments.queries import is_disputed
from tiwala.payments.states import PaybackState, PaymentState

LINK_LASTS: Final = timedelta(days=14)
_TOKEN_BYTES: Final = 32


@action
def ask_for_payback(facts: PaybackFacts, *, by: Actor) -> Payback:
    """A payback that waits for the payer's account, and a letter with the link to tell it; once per key.

    Nothing is promised in the books yet. Refuses what a refund refuses (RefundWhileDisputed, TooMuchBack), PaybackOpen,
    NoLetterPossible, BadInput without a reason, KeyReused.
    """
    reason = " ".join(facts.reason.split())
    if not reason or facts.amount.minor <= 0:
        raise BadInput(fields={} if reason else {"reason": "required"})
    payment = Payment.objects.locked(ids.decode("pay", facts.payment_ref))
    known = Payback.objects.filter(key=facts.key).first()
    if known is not None:
        if (known.payment_id, known.amount) != (payment.pk, facts.amount):
            raise KeyReused(key=facts.key)
        return known
    _check(payment, facts)
    try:
        with transaction.atomic():
            payback = Payback.objects.create(
                payment=payment,
                customer_ref=payment.customer_ref,
                amount_minor=facts.amount.minor,
                currency=facts.amount.currency,
                reason=reason[:300],
                key=facts.key,
                asked_by=by.id,
            )
    except IntegrityError as clash:
        raise KeyReused(key=facts.key) from clash
    _send_link(payback, by=by)
    record("payback:ask", payback.public_id, by=by, payment=payment.public_id, amount_minor=payback.amount_minor)
    return payback


@action
def ask_again_for_account(payback_ref: str, *, by: Actor) -> Payback:
    """Another letter with a fresh link; the one before opens nothing. Refuses WrongState once approved."""
    payback = Payback.objects.locked(ids.decode("pbk", payback_ref))
    if payback.state not in (PaybackState.ASKED, PaybackState.GIVEN, PaybackState.CONFIRMED):
        raise WrongState(machine="payback", state=payback.state, move="give")
    _send_link(payback, by=by)
    record("payback:ask_again", payback.public_id, by=by)
    return payback


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def new_token() -> str:
    """A token of 256 bits."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _send_link(payback: Payback, *, by: Actor) -> None:
    token = new_token()
    payback.token_hash, payback.token_until = hash_of(token), clock.now() + LINK_LASTS
    payback.save(update_fields=["token_hash", "token_until"])
    letters.tell_asked(payback, f"{conf.outside.base_url.rstrip('/')}/payback/{token}/", by=by)


def _check(payment: Payment, facts: PaybackFacts) -> None:
    if is_disputed(payment):
        raise RefundWhileDisputed(payment=facts.payment_ref)
    if facts.amount.currency != payment.money_currency or payment.state != PaymentState.CAPTURED:
        raise TooMuchBack(payment=facts.payment_ref, state=payment.state)
    if facts.amount > payment.refundable:
        raise TooMuchBack(asked=facts.amount.minor, left=payment.refundable.minor)
    if payment.paybacks.filter(state__in=[PaybackState.ASKED, PaybackState.GIVEN, PaybackState.CONFIRMED]).exists():
        raise PaybackOpen(payment=facts.payment_ref)
    if not letters.has_address(payment.customer_ref):
        raise NoLetterPossible(customer=payment.customer_ref)
