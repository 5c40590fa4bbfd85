"""Money over the counter, or seen on the bank's statement: counted by a person, taken at once."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from tiwala.audit.actions.record import record
from tiwala.customers import queries as customers
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.payments.actions.allocate import lock_owed
from tiwala.payments.actions.take_money import take
from tiwala.payments.errors import AlreadyBeingPaid, KeyReused
from tiwala.payments.facts import CashFacts, total_of
from tiwala.payments.models import Attempt, AttemptHold, Payment, PaymentTarget


@action
def record_cash_payment(facts: CashFacts, *, by: Actor) -> Payment:
    """Take counted money for what is owed; more than is owed becomes the customer's credit. Once per key.

    Refuses while somebody pays one of the targets online: AlreadyBeingPaid.
    """
    if facts.channel not in ("cash", "bank") or facts.amount.minor <= 0:
        raise BadInput(channel=facts.channel)
    if facts.targets and total_of(facts.targets).currency != facts.amount.currency:
        raise BadInput(currency=facts.amount.currency)
    known = Payment.objects.filter(key=facts.key).first()
    if known is not None:
        return _again(known, facts)
    customer = customers.by_ref(facts.customer_ref, by=SYSTEM)
    lock_owed((target.ref for target in facts.targets), currency=facts.amount.currency)
    try:
        with transaction.atomic():
            attempt = _rows(facts, customer_id=customer.id)
    except IntegrityError as clash:
        known = Payment.objects.filter(key=facts.key).first()
        if known is not None:
            return _again(known, facts)
        raise AlreadyBeingPaid(targets=[target.ref for target in facts.targets]) from clash
    take(attempt, facts.amount, by=by, source="cashier")
    payment = attempt.payment
    record(f"payment:record_{facts.channel}", payment.public_id, by=by, amount_minor=facts.amount.minor)
    return payment


def _again(known: Payment, facts: CashFacts) -> Payment:
    if known.fingerprint != facts.fingerprint:
        raise KeyReused(key=facts.key)
    return known


def _rows(facts: CashFacts, *, customer_id: UUID) -> Attempt:
    payment = Payment.objects.create(
        customer_id=customer_id,
        customer_ref=facts.customer_ref,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        key=facts.key,
        fingerprint=facts.fingerprint,
        channel=facts.channel,
        method=facts.channel,
    )
    PaymentTarget.objects.bulk_create(
        PaymentTarget(payment=payment, target_ref=target.ref, amount_minor=target.amount.minor, position=place)
        for place, target in enumerate(facts.targets)
    )
    new_id = ids.uuid7()
    attempt = Attempt.objects.create(
        id=new_id,
        payment=payment,
        customer_ref=facts.customer_ref,
        method=facts.channel,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        key=ids.encode("att", new_id),
    )
    AttemptHold.objects.bulk_create(
        AttemptHold(attempt=attempt, target_ref=ref) for ref in sorted(target.ref for target in facts.targets)
    )
    return attempt
