"""Every real gateway through the one funnel, against its stand-in as a process of its own: paid, told, given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.actions.receive_notice import Arrival, receive_notice
from tiwala.gateways.conftest import _running, mailbox, outside, sandbox, stand_in  # noqa: F401 -- fixtures
from tiwala.gateways.models import Notice
from tiwala.gateways.registry import GATEWAYS
from tiwala.gateways.tests.harness import Harness, harness_of
from tiwala.gateways.tests.sandbox_process import Sandbox
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.facts import RefundFacts
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
VENDORS = sorted(set(GATEWAYS) - {"sandbox"})
PRICE_MINOR = 150_000
BAD = ("answer_lost", "error_500", "rate_429", "answer_garbled", "answer_cut")


class Road:
    """One account of ours at a vendor, on both sides."""

    def __init__(self, vendor: str, harness: Harness, stand_in: Sandbox) -> None:  # noqa: F811 -- not the fixture
        self.vendor, self.harness, self.stand_in = vendor, harness, stand_in
        facts = harness.facts
        secret = facts.notice_secrets[0] if facts.notice_secrets else ""
        self.account = add_account(
            NewAccount(vendor, "Trial", "test", facts.external_id, facts.keys, secret), by=SYSTEM
        )

    def begin(self, **more: object) -> Attempt:
        return begin(make_invoice(), account=self.account, method=self.harness.payable, **more)

    def deliver(self, attempt: Attempt, name: str = "paid") -> None:
        """Take the notice in through the door, read it, and let payments hear of it."""
        raw = self.harness.notice(attempt.reference, name)
        before = set(Notice.objects.values_list("id", flat=True))
        arrival = Arrival(self.vendor, self.account.public_id, raw.headers, raw.body, raw.remote_ip)
        assert receive_notice(arrival).how in ("stored", "again")
        read_notices(by=SYSTEM)
        for notice in Notice.objects.exclude(id__in=before):
            hear_notice(
                notice_ref=notice.public_id,
                account_ref=self.account.public_id,
                attempt_key=notice.attempt_key,
                reference=notice.reference,
                kind=notice.kind,
            )


@pytest.fixture(params=VENDORS)
def road(request, stand_in, mailbox):  # noqa: F811 -- the fixtures above
    running = stand_in(request.param)
    return Road(request.param, harness_of(request.param, running, mailbox), running)


def owed(attempt: Attempt) -> int:
    return balances.open_amount(attempt.payment.targets.get().target_ref)


def test_paid_and_told_once_however_often(road):
    attempt = road.begin()
    assert (attempt.state, owed(attempt)) == ("sent", PRICE_MINOR)
    road.harness.pay(attempt.reference)
    for _ in range(2):
        road.deliver(attempt)
        attempt.refresh_from_db()
        assert (attempt.state, owed(attempt), attempt.found_minor) == ("captured", 0, PRICE_MINOR)
    assert balances.account_balance(f"clearing:{road.account.public_id}", "PHP") <= PRICE_MINOR


def test_a_return_of_the_browser_alone_pays_nothing(road):
    attempt = road.begin()
    assert ask_gateway(attempt.id, by=SYSTEM, source="return").state == "sent"
    assert owed(attempt) == PRICE_MINOR


def test_other_money_than_asked_is_held(road):
    attempt = road.begin()
    road.harness.pay(attempt.reference, Money(PRICE_MINOR - 100, "PHP"))
    assert ask_gateway(attempt.id, by=SYSTEM, source="return").state == "held"
    assert owed(attempt) == PRICE_MINOR


def test_called_off_then_paid_late_is_credit_and_never_a_second_payment(road):
    invoice = make_invoice()
    first = begin(invoice, account=road.account, method=road.harness.payable)
    assert cancel_attempt(first.id, by=SYSTEM).state == "cancelled"
    second = begin(invoice, account=road.account, method=road.harness.payable)
    road.harness.pay(second.reference)
    assert ask_gateway(second.id, by=SYSTEM, source="return").state == "captured"
    assert balances.open_amount(invoice.public_id) == 0


def test_given_back_whole(road):
    attempt = road.begin()
    road.harness.pay(attempt.reference)
    road.deliver(attempt)
    attempt.refresh_from_db()
    facts = RefundFacts(attempt.payment.public_id, Money(PRICE_MINOR, "PHP"), "returned", "gateway", key=attempt.key)
    refund = refund_payment(facts, by=SYSTEM)
    assert refund.state == "done"


def test_an_answer_that_was_lost_starts_nothing_twice(road):
    road.harness.trouble("answer_lost", at="start")
    attempt = road.begin()
    assert attempt.state in {"sent", "unknown", "declined"}
    if attempt.state == "sent":
        road.harness.pay(attempt.reference)
        assert ask_gateway(attempt.id, by=SYSTEM, source="return").state == "captured"


def test_on_bad_days_what_was_paid_is_booked_and_nothing_else(road, monkeypatch):
    road.stand_in.control("faults", {"rates": dict.fromkeys(BAD, 0.08), "seed": 5})
    monkeypatch.setattr(conf, "routing", replace(conf.routing, least_calls=10_000))  # or payers are soon kept away
    attempts = [road.begin() for _ in range(15)]
    paid = [attempt for attempt in attempts if attempt.state == "sent"]
    for attempt in paid:
        road.harness.pay(attempt.reference)
    met = road.stand_in.control("faults", method="GET")["met"]
    road.stand_in.control("faults", method="DELETE")
    at = clock.now()
    for later_s in (20, 90, 400, 1_000, 4_000, 90_000, 180_000):
        with clock.hold(at + timedelta(seconds=later_s)):
            sweep_unknown(by=SYSTEM)
    assert len(paid) >= 8
    assert sum(met.values()) > 0
    for attempt in attempts:
        attempt.refresh_from_db()
        is_paid = attempt in paid
        assert (attempt.state == "captured", owed(attempt) == 0) == (is_paid, is_paid), (attempt.state, is_paid)
        assert attempt.state not in {"created", "unknown"}


def test_a_notice_for_another_account_of_the_vendor_is_refused(road):
    facts = replace(road.harness.facts, external_id="someone")
    other = add_account(
        NewAccount(road.vendor, "Other", "test", facts.external_id, facts.keys, "whsk_of_the_other_account"), by=SYSTEM
    )
    attempt = road.begin()
    road.harness.pay(attempt.reference)
    raw = road.harness.notice(attempt.reference, "paid")
    arrival = Arrival(road.vendor, other.public_id, raw.headers, raw.body, raw.remote_ip)
    if road.harness.gateway.can.notice_proof in ("hmac", "static_token"):
        assert receive_notice(arrival).how == "refused"
