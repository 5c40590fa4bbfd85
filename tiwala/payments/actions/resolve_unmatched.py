"""A person found out whose money it is."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.customers import queries as customers
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.models import SubjectBalance
from tiwala.payments import postings
from tiwala.payments.actions.allocate import allocate, wanted_by
from tiwala.payments.actions.take_money import keep, tell_captured
from tiwala.payments.errors import NotHeld, OtherCurrency
from tiwala.payments.facts import UnmatchedFacts, fingerprint, total_of
from tiwala.payments.models import Attempt, Payment, PaymentTarget
from tiwala.payments.sources import reference_in
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.models import Task


@action
def resolve_unmatched(facts: UnmatchedFacts, *, by: Actor) -> Payment:
    """Make unmatched money a payment of this customer: to what is owed, in the order given, the rest to credit.

    It can be refunded from then on. Closes the task. Refuses: NotHeld (nothing under this name, or handled
    already), OtherCurrency, no reason, targets given twice or without an amount.
    """
    if not facts.reason.strip():
        raise BadInput(fields={"reason": "required"})
    money = _locked_money(facts.source)
    if facts.targets and total_of(facts.targets).currency != money.currency:
        raise OtherCurrency(found=money.currency)
    attempt = _rows(facts, money)
    payment = attempt.payment
    shares = allocate(payment, money, why=f"resolved:{attempt.public_id}", wanted=wanted_by(payment))
    keep(attempt, money)
    post_entry(postings.unmatched_resolved(facts.source, money, shares, payment.customer_ref), by=by)
    close_tasks_about("unmatched_money", facts.source, by=by, outcome=facts.reason)
    record("payment:resolve_unmatched", payment.public_id, by=by, source=facts.source, amount_minor=money.minor)
    tell_captured(attempt, money, shares)
    return payment


def _locked_money(source: str) -> Money:
    """What waits under this name, locked."""
    waiting = SubjectBalance.objects.filter(account_code="unapplied", subject=source, balance_minor__lt=0)
    currency = waiting.values_list("currency", flat=True).first()
    left = balances.lock_subject("unapplied", source, currency=currency) if currency else 0
    if currency is None or left <= 0 or not source.startswith("gac_"):
        raise NotHeld(source=source[:80])
    return Money(left, currency)


def _rows(facts: UnmatchedFacts, money: Money) -> Attempt:
    customer = customers.by_ref(facts.customer_ref, by=SYSTEM)
    account_ref = facts.source.partition(":")[0]
    told = Task.objects.filter(kind="unmatched_money", subject_ref=facts.source).order_by("-created_at").first()
    method = str(told.facts.get("method", "")) if told else ""
    payment = Payment.objects.create(
        customer=customer,
        customer_ref=facts.customer_ref,
        amount_minor=money.minor,
        currency=money.currency,
        key=f"unmatched:{facts.source}",
        fingerprint=fingerprint(facts.customer_ref, facts.targets, facts.source),
        method=method,
        gateway_account_ref=account_ref,
    )
    PaymentTarget.objects.bulk_create(
        PaymentTarget(payment=payment, target_ref=target.ref, amount_minor=target.amount.minor, position=place)
        for place, target in enumerate(facts.targets)
    )
    new_id = ids.uuid7()
    return Attempt.objects.create(
        id=new_id,
        payment=payment,
        customer_ref=facts.customer_ref,
        gateway_account_ref=account_ref,
        method=method,
        amount_minor=money.minor,
        currency=money.currency,
        key=ids.encode("att", new_id),
        reference=reference_in(facts.source),
    )
