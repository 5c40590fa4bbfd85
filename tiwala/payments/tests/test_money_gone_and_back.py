"""Money that goes by one way and is taken back by another: nobody gains by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import DAN
from tests.makers import make_invoice
from tests.payment_makers import apply, captured, make_account, promise
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions import sweep_unknown as sweeping
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import CashFacts, RefundFacts, Target
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt, Payment
from tiwala.tasks.models import Task

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


def test_unmatched_money_that_goes_in_parts_is_booked_in_parts(scripted):
    account = make_account("scripted")
    came = o.Approved("chk_s", Money(70_000, "PHP"), account.external_id, "x", captured_at=clock.now(), method="card")
    gone = [o.Reversed("chk_s", Money(minor, "PHP")) for minor in (30_000, 30_000, 50_000)]
    scripted.says["look_up"] = [came, *gone, o.Reversed("chk_s", Money(70_000, "PHP"))]
    left = []
    for _ in range(5):
        hear_notice(notice_ref="n", account_ref=account.public_id, attempt_key="x", reference="chk_s", kind="payment")
        is_open = Task.objects.open().filter(kind="unmatched_money").exists()
        left.append((balances.account_balance(f"clearing:{account.public_id}", "PHP"), is_open))
    assert left == [(70_000, True), (40_000, True), (40_000, True), (20_000, True), (0, False)]


def test_many_attempts_keep_no_refund_waiting(paid, scripted):
    scripted.says["refund"] = [o.Unknown(o.Why.TIMED_OUT)]
    refund = back(paid, 50_000, "gateway")
    account = make_account("scripted")
    for _ in range(3):
        promise(make_invoice(), account=account)
    scripted.says["look_up"] = [o.Unknown(o.Why.NOT_FOUND)]
    scripted.says["look_up_refund"] = [o.RefundDone("rfd_1", refund.amount)]
    before = len(scripted.calls)
    with clock.hold(clock.now() + timedelta(seconds=60)):
        sweeping.sweep_unknown(by=SYSTEM)
    asked = [verb for verb, _ in scripted.calls[before:] if verb.startswith("look_up")]
    assert asked[:2] == ["look_up", "look_up_refund"]
    refund.refresh_from_db()
    assert refund.state == "done"
