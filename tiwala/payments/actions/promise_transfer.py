"""Rows of money that no gateway brings: counted at the till, seen at the bank, or sent by the payer to our account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tiwala.customers import queries as customers
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.kit.money import Money
from tiwala.payments.actions.allocate import lock_owed
from tiwala.payments.errors import AlreadyBeingPaid, KeyReused, NothingDue
from tiwala.payments.facts import StartFacts, Target
from tiwala.payments.models import Attempt, AttemptHold, Payment, PaymentTarget
from tiwala.payments.pacing import refuse_too_many
from tiwala.payments.states import AttemptState


@dataclass(frozen=True, slots=True)
class ByHand:
    """What is promised: by whom, for what, how; `fingerprint` says whether the same key asks the same."""

    customer_ref: str
    targets: tuple[Target, ...]
    amount: Money
    key: str
    fingerprint: str
    channel: str
    method: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the payer is told while the money is on its way, and until when."""

    code: str
    qr_payload: str
    expires_at: datetime


def promise_transfer(facts: StartFacts, waiting: Waiting, *, by: Actor) -> tuple[Attempt, bool]:
    """A step: payment and attempt of money that the payer sends to our own account; False when the key is known.

    The attempt is `sent` and no gateway is asked about it. AlreadyBeingPaid, NothingDue, TooManyStarts, KeyReused.
    """
    promise = ByHand(
        customer_ref=facts.customer_ref,
        targets=facts.targets,
        amount=facts.amount,
        key=facts.key,
        fingerprint=facts.fingerprint,
        channel="bank",
        method=facts.method,
    )
    if known_payment(promise) is not None:
        return _made_before(promise), False
    owed = lock_owed((target.ref for target in facts.targets), currency=facts.amount.currency)
    refuse_too_many(owed, by=by)
    attempt = make_rows(promise, waiting)
    if attempt is None:
        return _made_before(promise), False
    if min(owed.values()) <= 0:
        raise NothingDue(targets=[ref for ref, minor in owed.items() if minor <= 0])
    return attempt, True


def _made_before(promise: ByHand) -> Attempt:
    return Attempt.objects.select_related("payment").filter(payment__key=promise.key).latest("created_at")


def known_payment(promise: ByHand) -> Payment | None:
    """The payment this key made before; KeyReused when it was asked for something else."""
    known = Payment.objects.filter(key=promise.key).first()
    if known is not None and known.fingerprint != promise.fingerprint:
        raise KeyReused(key=promise.key)
    return known


def make_rows(promise: ByHand, waiting: Waiting | None = None) -> Attempt | None:
    """A step: the rows, or None when the same key made them meanwhile. AlreadyBeingPaid. What is owed is locked."""
    assert_in_transaction()
    customer = customers.by_ref(promise.customer_ref, by=SYSTEM)
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                customer_id=customer.id,
                customer_ref=promise.customer_ref,
                amount_minor=promise.amount.minor,
                currency=promise.amount.currency,
                key=promise.key,
                fingerprint=promise.fingerprint,
                channel=promise.channel,
                method=promise.method,
            )
            return _attempt(payment, promise, waiting)
    except IntegrityError as clash:
        if known_payment(promise) is not None:
            return None
        raise AlreadyBeingPaid(targets=[target.ref for target in promise.targets]) from clash


def _attempt(payment: Payment, promise: ByHand, waiting: Waiting | None) -> Attempt:
    PaymentTarget.objects.bulk_create(
        PaymentTarget(payment=payment, target_ref=target.ref, amount_minor=target.amount.minor, position=place)
        for place, target in enumerate(promise.targets)
    )
    new_id = ids.uuid7()
    attempt = Attempt.objects.create(
        id=new_id,
        payment=payment,
        customer_ref=promise.customer_ref,
        method=promise.method,
        amount_minor=promise.amount.minor,
        currency=promise.amount.currency,
        key=ids.encode("att", new_id),
        state=AttemptState.SENT if waiting else AttemptState.CREATED,
        code=waiting.code if waiting else "",
        qr_payload=waiting.qr_payload if waiting else "",
        expires_at=waiting.expires_at if waiting else None,
    )
    AttemptHold.objects.bulk_create(
        AttemptHold(attempt=attempt, target_ref=ref) for ref in sorted(target.ref for target in promise.targets)
    )
    return attempt
