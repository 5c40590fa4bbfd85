"""The nightly look at gateways' own statements, against the sandbox as a process of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.bank import Bank
from tests.makers import make_invoice
from tests.payment_makers import begin, captured, make_account
from tiwala.gateways.conftest import mailbox, outside, sandbox  # noqa: F401 -- fixtures
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.open_dispute import open_dispute
from tiwala.payments.actions.read_statements import read_statements
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts, TypedDispute
from tiwala.payments.models import BookedLine, StatementDay
from tiwala.payments.statement_days import AGAIN, AT_ONCE, days_to_read
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
LATER = timedelta(days=3)


@pytest.fixture
def bank(sandbox, mailbox, outside):  # noqa: F811 -- the fixtures above
    yield Bank.opened(sandbox, mailbox)
    sandbox.control("faults", method="DELETE")
    sandbox.control("clock", {"offset_s": 0})


def pay(bank, *methods):
    paid = [begin(make_invoice(), account=bank.account, method=method) for method in methods]
    for attempt in paid:
        bank.act(attempt, "pay")
        ask_gateway(attempt.id, by=SYSTEM, source="return")
    return paid


def read_later(bank) -> int:
    bank.sandbox.control("clock", {"offset_s": int(LATER.total_seconds())})
    with clock.hold(clock.now() + LATER):
        return read_statements(by=SYSTEM)


def test_what_was_kept_and_paid_out_is_booked_and_nothing_is_left_over(bank):
    paid = pay(bank, "card", "wallet", "otc")
    asked = RefundFacts(paid[1].payment.public_id, Money(50_000, "PHP"), "Broken", "gateway", "w")
    refund_payment(asked, by=SYSTEM)
    held = bank.in_our_books()
    assert held == bank.has_moved() == 400_000
    assert read_later(bank) == 4
    assert read_later(bank) == 0
    kept, sent = (balances.account_balance(code, "PHP") for code in ("gateway_fees", "bank"))
    assert (kept > 0, kept + sent, bank.in_our_books()) == (True, held, 0)
    assert not Task.objects.filter(kind="statement_differs").exists()
    assert StatementDay.objects.filter(left=0, strangers=0).count() == LATER.days


def test_what_a_dispute_holds_and_costs_is_not_booked_a_second_time(bank):
    [paid] = pay(bank, "card")
    dispute = bank.sandbox.control("disputes", {"checkout": paid.reference, "reason": "not_received"})
    open_dispute(TypedDispute(paid.payment.public_id, dispute["id"], paid.amount), by=SYSTEM, source="test")
    assert read_later(bank) == 1, "the fee of the payment alone: less than nothing is there to pay out"
    assert balances.account_balance("dispute_fees", "PHP") == 50_000
    assert not Task.objects.filter(kind="statement_differs").exists()


def test_a_payment_taken_back_gives_its_fee_back(bank):
    [paid] = pay(bank, "card")
    bank.act(paid, "reverse")
    ask_gateway(paid.id, by=SYSTEM, source="notice")
    assert read_later(bank) == 2
    assert [balances.account_balance("gateway_fees", "PHP"), bank.in_our_books()] == [0, 0]


def test_a_gateway_that_does_not_answer_holds_up_no_other_and_is_read_the_next_night(bank, scripted):
    scripted.says["statement"] = [GatewayBreakdown("busy", retry=True)]
    captured(make_invoice(), account=make_account("scripted"))
    pay(bank, "card")
    assert read_later(bank) == 2
    assert set(StatementDay.objects.values_list("gateway_account_ref", flat=True)) == {bank.account.public_id}
    assert BookedLine.objects.count() == 2


def test_after_a_pause_the_days_between_are_read_too(bank):
    zone = clock.now().tzinfo
    today = clock.now().date() + timedelta(days=60)
    first = days_to_read(bank.account, today, zone)
    assert len(first) == AT_ONCE + AGAIN
    assert (first[0], first[-1]) == (clock.now().date(), today - timedelta(days=1))
    for day in first:
        StatementDay.objects.create(gateway_account_ref=bank.account.public_id, day=day)
    assert len(days_to_read(bank.account, today, zone)) == 60 - AT_ONCE
