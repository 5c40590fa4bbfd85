"""The whole road against the sandbox as a process of its own, faults on: two books agree to the centavo."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.bank import Bank
from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.conftest import mailbox, outside, sandbox  # noqa: F401 -- fixtures
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import Refusal
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.answer_dispute import answer_dispute
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.capture_payment import capture_payment
from tiwala.payments.actions.open_dispute import open_dispute
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.errors import CannotRefundThisWay
from tiwala.payments.facts import RefundFacts, TypedDispute
from tiwala.payments.models import Attempt, Dispute
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture
def bank(sandbox, mailbox, outside):  # noqa: F811 -- the fixtures above
    opened = Bank.opened(sandbox, mailbox)
    yield opened
    sandbox.control("faults", method="DELETE")
    assert opened.in_our_books() == opened.has_moved()


def owed(attempt) -> int:
    return balances.open_amount(attempt.payment.targets.get().target_ref)


def again(attempt):
    return ask_gateway(attempt.id, by=SYSTEM, source="return")


@pytest.mark.parametrize("method", ["card", "wallet", "bank", "qrph", "otc"])
def test_paid_and_told_by_a_notice(bank, method):
    attempt = begin(make_invoice(), account=bank.account, method=method)
    assert attempt.state == "sent"
    assert attempt.redirect_url.startswith(bank.sandbox.url)
    assert bool(attempt.qr_payload) is (method == "qrph")
    assert bool(attempt.code) is (method == "otc")
    bank.act(attempt, "agree", method=method)
    bank.deliver(attempt, "paid")
    attempt.refresh_from_db()
    assert (attempt.state, owed(attempt)) == ("captured", 0)
    bank.deliver(attempt, "paid")
    assert bank.in_our_books() == attempt.amount_minor


def test_a_redirect_back_alone_pays_nothing(bank):
    attempt = begin(make_invoice(), account=bank.account, description="Two\nlines,\ta tab, a \x00 and ₱ " * 20)
    assert again(attempt).state == "sent"
    assert owed(attempt) == attempt.amount_minor


def test_declined_then_paid_by_another_try(bank):
    invoice = make_invoice()
    first = begin(invoice, account=bank.account)
    bank.act(first, "fail", decline_code="insufficient_funds")
    assert again(first).decline_reason == "insufficient_funds"
    second = begin(invoice, account=bank.account)
    bank.act(second, "pay")
    assert again(second).state == "captured"


def test_expired_then_paid_late_then_paid_twice_over(bank):
    invoice = make_invoice()
    first = begin(invoice, account=bank.account)
    bank.act(first, "expire")
    assert again(first).state == "expired"
    second = begin(invoice, account=bank.account)
    bank.act(second, "pay")
    bank.act(first, "pay")
    assert {again(second).state, again(first).state} == {"captured"}
    assert balances.credit_of(invoice.customer_ref) == invoice.total_minor
    assert Task.objects.filter(kind="late_money").exists()


def test_reversed_after_paid(bank):
    attempt = begin(make_invoice(), account=bank.account)
    bank.act(attempt, "pay")
    bank.deliver(attempt, "paid")
    bank.act(attempt, "reverse")
    bank.deliver(attempt, "reversed")
    attempt.refresh_from_db()
    assert (attempt.state, owed(attempt)) == ("reversed", attempt.amount_minor)


@pytest.mark.parametrize("other", [{"amount_minor": 149_900}, {"amount_minor": 150_000, "currency": "USD"}])
def test_other_money_than_asked_is_held(bank, other):
    attempt = begin(make_invoice(), account=bank.account)
    bank.act(attempt, "pay", **other)
    assert again(attempt).state == "held"
    assert owed(attempt) == attempt.amount_minor


def test_called_off_and_set_aside_and_captured(bank):
    invoice = make_invoice()
    assert cancel_attempt(begin(invoice, account=bank.account).id, by=SYSTEM).state == "cancelled"
    attempt = begin(invoice, account=bank.account, capture="manual")
    bank.act(attempt, "agree")
    assert again(attempt).state == "authorized"
    bank.break_next("answer_lost", at="capture")
    assert capture_payment(attempt.id, by=SYSTEM).state == "captured"
    assert owed(attempt) == 0


def test_paid_while_it_was_being_cancelled(bank):
    attempt = begin(make_invoice(), account=bank.account)
    bank.act(attempt, "pay")
    assert cancel_attempt(attempt.id, by=SYSTEM).state == "captured"


@pytest.mark.parametrize(
    "fault", ["answer_lost", "answer_hang", "answer_garbled", "error_500", "error_503", "rate_429", "hang"]
)
@pytest.mark.parametrize("count", [1, 3])
def test_a_broken_start_is_settled_and_never_charged_twice(bank, fault, count):
    invoice = make_invoice()
    bank.break_next(fault, at="start", count=count)
    attempt = begin(invoice, account=bank.account)
    bank.sandbox.control("faults", method="DELETE")
    with clock.hold(clock.now() + timedelta(seconds=130)):
        attempt = again(attempt)
    assert attempt.state in ("sent", "cancelled", "declined")
    if attempt.state != "sent":
        attempt = begin(invoice, account=bank.account)
    bank.act(attempt, "pay")
    assert again(attempt).state == "captured"
    assert bank.has_moved() == invoice.total_minor


@pytest.mark.parametrize(
    ("minor", "ends"), [(50_000, "done"), (7_750, "done"), (7_751, "failed"), (7_752, "failed"), (7_753, "sent")]
)
def test_refunds_as_the_bank_plays_them(bank, minor, ends):
    attempt = begin(make_invoice(), account=bank.account)
    bank.act(attempt, "pay")
    again(attempt)
    facts = RefundFacts(attempt.payment.public_id, Money(minor, "PHP"), "returned", "gateway", key=attempt.key)
    refund = refund_payment(facts, by=SYSTEM)
    if refund.state == "sent" and ends != "sent":
        bank.sandbox.control("clock", {"offset_s": 10})
        bank.sandbox.control("tick")
        bank.settle(hours=1)
        bank.sandbox.control("clock", {"offset_s": 0})
        refund.refresh_from_db()
    assert refund.state == ends


@pytest.mark.parametrize("fault", ["answer_lost", "answer_garbled", "error_503", "answer_hang", "hang"])
def test_a_broken_refund_goes_back_once(bank, fault):
    attempt = begin(make_invoice(), account=bank.account)
    bank.act(attempt, "pay")
    again(attempt)
    bank.break_next(fault, at="refund")
    facts = RefundFacts(attempt.payment.public_id, Money(60_000, "PHP"), "returned", "gateway", key=attempt.key)
    refund = refund_payment(facts, by=SYSTEM)
    assert refund_payment(facts, by=SYSTEM).id == refund.id
    bank.settle(hours=1)
    refund.refresh_from_db()
    assert refund.state == ("failed" if fault == "hang" else "done")


def test_a_rail_without_a_way_back(bank):
    attempt = begin(make_invoice(), account=bank.account, method="qrph")
    bank.act(attempt, "pay", method="qrph")
    again(attempt)
    with pytest.raises(CannotRefundThisWay):
        refund_payment(RefundFacts(attempt.payment.public_id, attempt.amount, "x", "gateway", "k"), by=SYSTEM)


def test_a_day_full_of_faults(bank):
    """Twenty-five payers, a fifth of all calls broken, impatient people: the books agree with the bank's own."""
    rates = dict.fromkeys(("error_500", "rate_429", "answer_lost", "answer_garbled"), 0.08)
    bank.sandbox.control("faults", {"rates": rates, "seed": 7})
    dice = random.Random(7)
    for _ in range(25):
        invoice = make_invoice()
        for _click in range(2):
            _try(invoice, bank, dice)
    bank.sandbox.control("faults", method="DELETE")
    bank.settle(hours=3)
    for attempt in Attempt.objects.exclude(reference=""):
        again(attempt)
    assert Attempt.objects.filter(state="captured").count() >= 15


def _try(invoice, bank, dice) -> None:
    try:
        attempt = begin(invoice, account=bank.account)
    except Refusal:
        return
    if attempt.reference:
        act = dice.choice(["pay", "pay", "pay", "fail", "expire"])
        bank.act(attempt, act)
    again(attempt)


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_from_its_notice_to_its_end_agrees_with_the_banks_own_statement(bank, won):
    attempt = begin(make_invoice(), account=bank.account, method="card")
    bank.act(attempt, "pay")
    again(attempt)
    reference = bank.sandbox.control("disputes", {"checkout": attempt.reference, "amount_minor": 100_000})["id"]
    for _ in range(2):
        bank.tell(reference, "dispute.opened")
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.held_minor, dispute.fee_minor) == ("needs_answer", 100_000, 50_000)
    assert bank.in_our_books() == bank.has_moved() == 0
    answer_dispute(dispute.public_id, text="Delivered, signed for.", how="gateway", by=SYSTEM)
    dispute.refresh_from_db()
    with clock.hold(dispute.next_ask_at):
        sweep_unknown(by=SYSTEM)
    bank.sandbox.control(f"disputes/{reference}/{'win' if won else 'lose'}", {})
    bank.tell(reference, "dispute.won" if won else "dispute.lost")
    dispute.refresh_from_db()
    assert dispute.state == ("won" if won else "lost")
    assert owed(attempt) == (0 if won else 100_000)


def test_a_dispute_whose_notice_was_lost_is_written_down_by_its_reference(bank):
    """A person copies the reference from the gateway's page, and the gateway is asked."""
    attempt = begin(make_invoice(), account=bank.account, method="card")
    bank.act(attempt, "pay")
    again(attempt)
    reference = bank.sandbox.control("disputes", {"checkout": attempt.reference})["id"]
    typed = TypedDispute(attempt.payment.public_id, reference, Money(1, "PHP"), state="lost")
    assert open_dispute(typed, by=SYSTEM).held_minor == 150_000
