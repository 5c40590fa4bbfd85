"""The one funnel: what gateways say becomes state, allocations, books, events."""

from __future__ import annotations

import pytest

from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, promise
from tiwala.gateways import outcomes as o
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db


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
    apply(attempt, o.Reversed(attempt.reference, attempt.amount))
    assert balances.open_amount(invoice.public_id) == invoice.total_minor
    assert apply(attempt, approved(attempt)).state == "reversed"
