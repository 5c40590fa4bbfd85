"""kill -9 between promise, call and apply: the sweep alone ends it in the one true state."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.bank import Bank
from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.queries import adapter_by_ref
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.refund_payment import _promise as promise
from tiwala.payments.actions.send_due_refunds import send_due_refunds
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Attempt, Payment, Refund

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allow_hosts(["127.0.0.1"])]
HOUSE = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


def kill_at(place: str, bank: Bank, **order: object) -> None:
    """Run the child until it says it is there, give a call in flight time to arrive, then kill -9."""
    facts = {
        "database": connection.settings_dict["NAME"],
        "sandbox_url": bank.sandbox.url,
        "account_ref": bank.account.public_id,
        "place": place,
    } | order
    child = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.crash.child", json.dumps(facts)],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert child.stdout is not None
        until = time.monotonic() + PATIENCE_S
        said = ""
        while said.strip() != place and time.monotonic() < until and child.poll() is None:
            said = child.stdout.readline()
        assert said.strip() == place, "the child never came so far"
        if place == "in_call":
            time.sleep(1.0)
    finally:
        child.kill()
        child.wait(10)
        if child.stdout is not None:
            child.stdout.close()


def start_killed(place: str, bank: Bank) -> tuple[Invoice, Attempt]:
    invoice = make_invoice()
    facts = {"invoice_ref": invoice.public_id, "customer_ref": invoice.customer_ref, "key": "child"}
    kill_at(place, bank, verb="start", minor=invoice.total_minor, **facts)
    attempt = Attempt.objects.get()
    assert attempt.state == "created"
    assert attempt.holds.get().live is True
    return invoice, attempt


@pytest.mark.parametrize(("place", "fault"), [("before_call", ""), ("in_call", "hang")])
def test_killed_before_the_gateway_did_anything(bank, place, fault):
    if fault:
        bank.sandbox.control("faults", {"next": [{"kind": fault, "where": "start", "seconds": 5}]})
    invoice, attempt = start_killed(place, bank)
    bank.settle(hours=1)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.decline_reason) == ("cancelled", "never_arrived")
    second = begin(invoice, account=bank.account)
    bank.act(second, "pay")
    assert ask_gateway(second.id, by=SYSTEM, source="return").state == "captured"


@pytest.mark.parametrize(("place", "fault"), [("in_call", "answer_hang"), ("after_call", "")])
@pytest.mark.parametrize("pays", [True, False])
def test_killed_after_the_gateway_had_begun(bank, place, fault, pays):
    if fault:
        bank.sandbox.control("faults", {"next": [{"kind": fault, "where": "start", "seconds": 5}]})
    invoice, attempt = start_killed(place, bank)
    bank.settle(hours=0)
    ask_gateway(attempt.id, by=SYSTEM, source="return")
    attempt.refresh_from_db()
    assert attempt.state == "sent"
    bank.act(attempt, "pay" if pays else "expire")
    bank.settle(hours=2)
    attempt.refresh_from_db()
    assert attempt.state == ("captured" if pays else "expired")
    assert balances.open_amount(invoice.public_id) == (0 if pays else invoice.total_minor)


@pytest.mark.parametrize(
    ("place", "fault", "ends"),
    [
        ("before_call", "", "failed"),
        ("in_call", "hang", "failed"),
        ("in_call", "answer_hang", "done"),
        ("after_call", "", "done"),
    ],
)
def test_a_refund_killed_on_its_way_goes_back_once_or_not_at_all(bank, place, fault, ends):
    attempt = begin(make_invoice(), account=bank.account)
    bank.act(attempt, "pay")
    ask_gateway(attempt.id, by=SYSTEM, source="return")
    if fault:
        bank.sandbox.control("faults", {"next": [{"kind": fault, "where": "refund", "seconds": 5}]})
    kill_at(place, bank, verb="refund", minor=60_000, payment_ref=attempt.payment.public_id, key="child")
    assert Refund.objects.get().state == "asked"
    assert Payment.objects.get().refunded_minor == 60_000
    bank.settle(hours=1)
    assert Refund.objects.get().state == ends
    assert Payment.objects.get().refunded_minor == (60_000 if ends == "done" else 0)


@pytest.mark.parametrize(("place", "ends"), [("before_call", "failed"), ("after_call", "done")])
def test_a_refund_that_waited_for_today_killed_on_its_way_leaves_once_or_not_at_all(bank, place, ends):
    attempt = begin(make_invoice(), account=bank.account)
    bank.act(attempt, "pay")
    ask_gateway(attempt.id, by=SYSTEM, source="return")
    facts = RefundFacts(attempt.payment.public_id, Money(60_000, "PHP"), "returned", "gateway", "waited")
    promise(facts, by=SYSTEM)
    Refund.objects.update(state="waiting", send_at=clock.now(), asks=0, next_ask_at=None)
    kill_at(place, bank, verb="send_due", minor=0)
    assert Refund.objects.get().state == "asked"
    assert send_due_refunds(by=SYSTEM) == 0
    bank.settle(hours=1)
    assert Refund.objects.get().state == ends
    assert Payment.objects.get().refunded_minor == (60_000 if ends == "done" else 0)


def test_killed_at_the_very_end_changes_nothing(bank):
    invoice = make_invoice()
    facts = {"invoice_ref": invoice.public_id, "customer_ref": invoice.customer_ref, "key": "child"}
    kill_at("done", bank, verb="start", minor=invoice.total_minor, **facts)
    attempt = Attempt.objects.get()
    assert attempt.state == "sent"
    assert adapter_by_ref(bank.account.public_id).can.idempotency == "key"
