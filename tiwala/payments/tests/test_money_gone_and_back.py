"""Money that goes by one way and is taken back by another: nobody gains by it."""

from __future__ import annotations

import pytest

from tests.cast import DAN
from tests.makers import make_invoice
from tests.payment_makers import apply, captured, make_account
from tiwala.gateways import outcomes as o
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import CashFacts, RefundFacts, Target
from tiwala.payments.models import Attempt, Payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(scripted):
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd_1", asked.amount, key=asked.key)]
    return captured(make_invoice(), account=make_account("scripted"))


def back(attempt: Attempt, minor: int, to: str, key: str = "r1"):
    amount = Money(minor, "PHP")
    return refund_payment(RefundFacts(attempt.payment.public_id, amount, "returned", to, key), by=DAN)


def invoice_of(attempt: Attempt) -> str:
    return attempt.payment.targets.get().target_ref


def clearing_of(attempt: Attempt) -> int:
    return balances.account_balance(f"clearing:{attempt.gateway_account_ref}", "PHP")


def owes(attempt: Attempt) -> int:
    """All that the customer owes us, less what we owe them."""
    return balances.open_amount(invoice_of(attempt)) - balances.credit_of(attempt.customer_ref)


@pytest.mark.parametrize(("to", "owed"), [("credit", 150_000), ("cash", 300_000)])
def test_a_chargeback_takes_back_what_was_refunded_beside_the_gateway(paid, to, owed):
    back(paid, paid.amount_minor, to)
    apply(paid, o.Reversed(paid.reference, paid.amount))
    assert clearing_of(paid) == 0
    assert owes(paid) == owed


def test_a_chargeback_after_refunds_of_all_kinds_takes_back_what_the_gateway_still_held(paid):
    for key, minor, to in (("a", 50_000, "gateway"), ("b", 30_000, "credit"), ("c", 20_000, "cash")):
        back(paid, minor, to, key=key)
    apply(paid, o.Reversed(paid.reference, paid.amount))
    assert clearing_of(paid) == 0
    assert owes(paid) == 150_000 + 20_000


def test_a_refund_that_fails_after_the_invoice_was_paid_again_becomes_credit(paid, scripted):
    scripted.says["refund"] = [o.RefundPending("rfd_1")]
    refund = back(paid, paid.amount_minor, "gateway")
    ref, amount = invoice_of(paid), paid.amount
    record_cash_payment(CashFacts(paid.customer_ref, (Target(ref, amount),), amount, "till-1"), by=DAN)
    apply_refund_outcome(refund.id, o.RefundFailed(o.RefundFailure.BANK_REFUSED), by=SYSTEM, source="notice")
    assert balances.open_amount(ref) == 0
    assert balances.credit_of(paid.customer_ref) == amount.minor
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd_2", asked.amount, key=asked.key)]
    assert back(paid, amount.minor, "gateway", key="again").state == "done"
    assert (balances.open_amount(ref), balances.credit_of(paid.customer_ref)) == (0, 0)
    assert Payment.objects.get(channel="cash").refunded_minor == 0
