"""Starts whose answer was lost, over HTTP: the payer gets on within seconds, to one page, and is charged once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.bank import Bank
from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.conftest import _running, mailbox, outside, sandbox, stand_in  # noqa: F401 -- fixtures
from tiwala.gateways.tests.harness import harness_of
from tiwala.kit import clock, http
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.models import Attempt
from tiwala.payments.tests.test_every_gateway import Road

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
LOST = ("answer_lost", "answer_cut", "answer_garbled", "answer_hang", "hang", "error_500")
KEYED = ("paymongo", "stripe")


@pytest.fixture(autouse=True)
def _held():
    """A start takes no time by our clock, however slow the machine is."""
    with clock.hold(clock.now()):
        yield


@pytest.fixture(autouse=True)
def _no_second_call_at_once(monkeypatch):
    monkeypatch.setattr(conf, "routing", replace(conf.routing, budget_s=0))


@pytest.fixture
def bank(sandbox, mailbox, outside):  # noqa: F811 -- the fixtures above
    open_bank = Bank.opened(sandbox, mailbox)
    yield open_bank
    sandbox.control("faults", method="DELETE")
    assert open_bank.in_our_books() == open_bank.has_moved()


def look(attempt: Attempt, seconds: float, *, source: str = "return") -> Attempt:
    with clock.hold(attempt.created_at + timedelta(seconds=seconds)):
        return ask_gateway(attempt.id, by=SYSTEM, source=source)


def pages_there(bank: Bank, attempt: Attempt) -> int:
    """How many checkouts the sandbox has under this try's key."""
    line = http.client(bank.sandbox.url, headers={"Authorization": f"Bearer sk_test_{bank.account.external_id}"})
    return len(line.get("/v1/checkouts", params={"reference": attempt.key}).json()["data"])


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("method", ["card", "qrph"])
def test_the_payer_gets_on_within_seconds_to_the_one_page_there_is(bank, fault, method):
    invoice = make_invoice()
    bank.break_next(fault, at="start", count=2)
    attempt = begin(invoice, account=bank.account, method=method, description="Invoice 7 · ₱1,500.00")
    assert attempt.state == "unknown"
    bank.sandbox.control("faults", method="DELETE")
    after = look(attempt, 4)
    assert after.state == "sent"
    assert (bool(after.redirect_url), bool(after.qr_payload)) == (True, method == "qrph")
    assert pages_there(bank, attempt) == 1
    bank.act(after, "pay", method=method)
    assert look(attempt, 8).state == "captured"
    assert bank.has_moved() == invoice.total_minor


def test_the_same_when_the_worker_asks_first(bank):
    bank.break_next("hang", at="start")
    attempt = begin(make_invoice(), account=bank.account)
    with clock.hold(attempt.created_at + timedelta(seconds=4)):
        sweep_unknown(by=SYSTEM)
    attempt.refresh_from_db()
    assert (attempt.state, pages_there(bank, attempt)) == ("sent", 1)


def test_a_page_that_was_opened_and_looked_up_is_not_opened_again(bank):
    bank.break_next("answer_hang", at="start")
    attempt = begin(make_invoice(), account=bank.account)
    assert look(attempt, 4).state == "sent"
    assert pages_there(bank, attempt) == 1


@pytest.mark.parametrize("seed", range(12))
def test_whatever_breaks_in_whatever_order_there_is_one_page_and_one_charge(bank, seed):
    """A start and its repeats meet faults of any kind, look-ups too; a payer looks every few seconds and pays."""
    dice = random.Random(seed)
    invoice = make_invoice()
    for _ in range(dice.randint(1, 4)):
        bank.break_next(dice.choice(LOST), at="start")
    for _ in range(dice.randint(0, 2)):
        bank.break_next(dice.choice(("answer_cut", "error_500", "answer_lost")), at="look_up")
    attempt = begin(invoice, account=bank.account)
    at = 1.0
    while attempt.state in ("created", "unknown") and at < 400:
        at += dice.uniform(2, 15)
        attempt = look(attempt, at, source=dice.choice(("return", "sweep", "staff")))
    if attempt.state == "cancelled":
        bank.sandbox.control("faults", method="DELETE")
        attempt = begin(invoice, account=bank.account)
    assert attempt.state == "sent"
    bank.act(attempt, "pay")
    bank.settle()
    attempt.refresh_from_db()
    assert (attempt.state, balances.open_amount(invoice.public_id)) == ("captured", 0)
    assert bank.has_moved() == invoice.total_minor
    assert balances.credit_of(invoice.customer_ref) == 0


@pytest.mark.parametrize("vendor", KEYED)
@pytest.mark.parametrize("fault", ["hang", "answer_hang", "answer_cut"])
def test_at_the_others_that_keep_keys_too(vendor, fault, stand_in, mailbox):  # noqa: F811 -- fixtures
    road = Road(vendor, harness_of(vendor, stand_in(vendor), mailbox), stand_in(vendor))
    order = {"kind": fault, "where": "start", "count": 2, "seconds": 2}
    road.stand_in.control("faults", {"next": [order]})
    attempt = road.begin(description="Invoice 7")
    assert attempt.state == "unknown"
    road.stand_in.control("faults", method="DELETE")
    after = look(attempt, 4)
    assert (after.state, bool(after.redirect_url)) == ("sent", True)
    road.harness.pay(after.reference)
    assert look(attempt, 8).state == "captured"


@pytest.mark.parametrize("vendor", ["xendit", "maya", "hitpay", "paypal"])
def test_where_no_key_is_kept_or_none_is_needed_nothing_is_left_to_repeat(vendor, stand_in, mailbox):  # noqa: F811
    road = Road(vendor, harness_of(vendor, stand_in(vendor), mailbox), stand_in(vendor))
    road.stand_in.control("faults", {"next": [{"kind": "hang", "where": "start", "count": 2, "seconds": 2}]})
    attempt = road.begin()
    assert (attempt.again, attempt.again_at) == (None, None)
