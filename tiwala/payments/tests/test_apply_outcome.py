"""The one funnel: what gateways say becomes state, allocations, books, events."""

from __future__ import annotations

from typing import Any

import pytest

from tests.makers import make_customer, make_gateway, make_invoice
from tiwala.gateways import outcomes as o
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.actions.start_payment import _promise
from tiwala.payments.facts import StartFacts, Target
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db


def promise(invoice: Invoice, amount_minor: int | None = None) -> Attempt:
    account = make_gateway(external_id=ids.uuid7().hex[:20])
    target = Target(invoice.public_id, Money(amount_minor or invoice.total_minor, "PHP"))
    facts = StartFacts(invoice.customer_ref, (target,), "card", account.public_id, key=ids.uuid7().hex)
    return _promise(facts, by=SYSTEM)[0]


def approved(attempt: Attempt, **other: Any) -> o.Approved:
    from tiwala.gateways.queries import external_id_of

    facts: dict[str, Any] = {
        "reference": "chk_1",
        "amount": attempt.amount,
        "account": external_id_of(attempt.gateway_account_ref),
        "attempt_key": attempt.key,
        "captured_at": clock.now(),
        "method": "card",
    }
    return o.Approved(**facts | other)


def apply(attempt: Attempt, outcome: o.Outcome) -> Attempt:
    return apply_outcome(attempt.id, outcome, by=SYSTEM, source="test")


def test_money_that_matches_pays_the_invoice_in_the_same_commit() -> None:
    invoice = make_invoice()
    attempt = apply(promise(invoice), o.NeedsPayer("http://x", "chk_1"))
    assert attempt.state == "sent"
    attempt = apply(attempt, approved(attempt))
    assert attempt.state == "captured"
    assert balances.open_amount(invoice.public_id) == 0
    assert attempt.payment.captured_minor == invoice.total_minor


def test_the_same_news_twice_changes_nothing() -> None:
    invoice = make_invoice()
    attempt = promise(invoice)
    for _ in range(3):
        apply(attempt, approved(attempt))
    assert balances.open_amount(invoice.public_id) == 0
    assert balances.credit_of(invoice.customer_ref) == 0


@pytest.mark.parametrize("wrong", ["amount", "currency", "account", "attempt"])
def test_money_that_does_not_match_is_held_and_in_the_books(wrong: str) -> None:
    invoice = make_invoice()
    attempt = promise(invoice)
    other = {
        "amount": {"amount": Money(1, "PHP")},
        "currency": {"amount": Money(attempt.amount_minor, "USD")},
        "account": {"account": "somebody-else"},
        "attempt": {"attempt_key": "att_other"},
    }[wrong]
    attempt = apply(attempt, approved(attempt, **other))
    assert attempt.state == "held"
    assert balances.open_amount(invoice.public_id) == invoice.total_minor
    assert balances.balances_of("unapplied", [attempt.payment.public_id])[attempt.payment.public_id] > 0
    assert Task.objects.filter(kind="money_mismatch", subject_ref=attempt.payment.public_id).exists()


def test_late_money_on_a_paid_invoice_becomes_credit_and_a_task() -> None:
    customer = make_customer()
    invoice = make_invoice(customer)
    first = promise(invoice)
    apply(first, o.Expired("chk_1"))
    second = promise(invoice)
    apply(second, approved(second))
    late = apply(first, approved(first))
    assert late.state == "captured"
    assert balances.credit_of(customer.public_id) == invoice.total_minor
    assert Task.objects.filter(kind="late_money").count() == 1


def test_a_reversal_makes_it_owed_again() -> None:
    invoice = make_invoice()
    attempt = promise(invoice)
    apply(attempt, approved(attempt))
    apply(attempt, o.Reversed("chk_1", attempt.amount))
    assert balances.open_amount(invoice.public_id) == invoice.total_minor
    assert apply(attempt, approved(attempt)).state == "reversed"
