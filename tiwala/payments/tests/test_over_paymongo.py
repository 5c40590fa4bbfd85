"""PayMongo through the one funnel: two notices are one payment, a key that ended gives nothing back twice."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest

from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways import qrph
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.actions.receive_notice import Arrival, receive_notice
from tiwala.gateways.adapters.paymongo import signature
from tiwala.gateways.adapters.paymongo.tests.harness import PayMongoHarness
from tiwala.gateways.conftest import _running, mailbox, outside, sandbox, stand_in  # noqa: F401 -- fixtures
from tiwala.gateways.models import Notice
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.record_counted import record_counted
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.facts import CashFacts, RefundFacts, Target
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
PRICE_MINOR = 150_000
DAY_S = 86_400


class Road:
    """One account of ours there, on both sides."""

    def __init__(self, harness: PayMongoHarness) -> None:
        self.harness, facts = harness, harness.facts
        new = NewAccount("paymongo", "Trial", "test", facts.external_id, facts.keys, facts.notice_secrets[0])
        self.account = add_account(new, by=SYSTEM)

    def begin(self, method: str = "card") -> Attempt:
        return begin(make_invoice(), account=self.account, method=method)

    def paid(self) -> Attempt:
        attempt = self.begin()
        self.harness.pay(attempt.reference)
        assert ask_gateway(attempt.id, by=SYSTEM, source="return").state == "captured"
        attempt.refresh_from_db()
        return attempt

    def hear(self, body: bytes, *, signed_s: int = 0, secret: str = "") -> str:
        """An event through the door, the reader and the handler, signed so many seconds ago."""
        at = int(clock.machine_now().timestamp()) - signed_s
        proof = {signature.HEADER: signature.sign(secret or self.harness.facts.notice_secrets[0], at, body)}
        known = set(Notice.objects.values_list("id", flat=True))
        how = receive_notice(Arrival("paymongo", self.account.public_id, proof, body, "127.0.0.1")).how
        read_notices(by=SYSTEM)
        for new in Notice.objects.exclude(id__in=known):
            facts = {"attempt_key": new.attempt_key, "reference": new.reference, "kind": new.kind}
            hear_notice(notice_ref=new.public_id, account_ref=self.account.public_id, **facts)
        return how

    def refunds_there(self, attempt: Attempt) -> list[dict[str, object]]:
        session = self.harness.call("GET", f"/v1/checkout_sessions/{attempt.reference}")
        found: list[dict[str, object]] = session["data"]["attributes"]["payments"][0]["attributes"]["refunds"]
        return found


@pytest.fixture
def road(stand_in, mailbox):  # noqa: F811 -- the fixtures above
    return Road(PayMongoHarness(stand_in("paymongo"), mailbox))


@pytest.fixture
def days_later(road):
    """Their clock so many days on, for as long as the test lasts."""
    control = road.harness._stand_in.control
    yield lambda days: control("clock", {"offset_s": days * DAY_S})
    control("clock", {"offset_s": 0})


def owed(attempt: Attempt) -> int:
    return balances.open_amount(attempt.payment.targets.get().target_ref)


def give_back(attempt: Attempt, minor: int = PRICE_MINOR):
    facts = RefundFacts(
        attempt.payment.public_id, Money(minor, "PHP"), "returned", "gateway", key=f"back-{attempt.key}"
    )
    return refund_payment(facts, by=SYSTEM)


@pytest.mark.parametrize("order", list(itertools.permutations(["payment.paid", "checkout_session.payment.paid"])))
def test_a_payment_and_its_session_are_one_payment_in_any_order(road, order):
    attempt = road.begin()
    road.harness.pay(attempt.reference)
    for name in (*order, *order):
        raw = road.harness.notice_named(name)
        road.hear(raw.body)
        attempt.refresh_from_db()
        assert (attempt.state, attempt.found_minor, owed(attempt)) == ("captured", PRICE_MINOR, 0)
    assert not Task.objects.exists()


def test_a_code_on_our_page_is_kept_and_paid_once_however_often_it_is_told(road):
    attempt = road.begin("qrph")
    assert attempt.reference.startswith("pi_")
    assert qrph.read(attempt.qr_payload).pays(attempt.amount)
    ask_gateway(attempt.id, by=SYSTEM, source="return")
    attempt.refresh_from_db()
    assert attempt.qr_payload  # a look-up reads no picture, and takes none away
    road.harness.pay(attempt.reference)
    body = road.harness.notice_named("payment.paid").body
    for _ in range(2):
        road.hear(body)
        attempt.refresh_from_db()
        assert (attempt.state, attempt.found_minor, owed(attempt)) == ("captured", PRICE_MINOR, 0)
    assert not Task.objects.exists()


def test_a_code_whose_time_is_over_ends_by_its_notice(road):
    attempt = road.begin("qrph")
    road.harness.expire(attempt.reference)
    road.hear(road.harness.notice_named("qrph.expired").body)
    attempt.refresh_from_db()
    assert attempt.state == "expired"


def test_cash_calls_an_open_code_off_there_and_late_money_is_credit_and_a_task(road):
    invoice = make_invoice()
    attempt = begin(invoice, account=road.account, method="qrph")
    target = Target(invoice.public_id, Money(invoice.total_minor, "PHP"))
    record_counted(CashFacts(invoice.customer_ref, (target,), target.amount, key="counter"), by=SYSTEM)
    attempt.refresh_from_db()
    assert (attempt.state, owed(attempt)) == ("cancelled", 0)
    there = road.harness.call("GET", f"/v1/payment_intents/{attempt.reference}")["data"]["attributes"]
    assert there["status"] == "cancelled"
    road.harness.pay(attempt.reference)
    road.hear(road.harness.notice_named("payment.paid").body)
    assert balances.credit_of(invoice.customer_ref) == PRICE_MINOR
    assert Task.objects.filter(kind="late_money").count() == 1


def test_a_retry_of_two_hours_is_heard_and_one_of_four_is_not(road):
    attempt = road.begin()
    road.harness.pay(attempt.reference)
    body = road.harness.notice(attempt.reference, "checkout_session.payment.paid").body
    assert road.hear(body, signed_s=4 * 3600) == "refused"
    assert road.hear(body, signed_s=2 * 3600) == "stored"
    attempt.refresh_from_db()
    assert attempt.state == "captured"


def test_a_thief_with_the_secret_can_only_make_us_ask(road):
    attempt, other = road.begin(), road.begin()
    event = json.loads(road.harness.body())
    told = event["data"]["attributes"]["data"]
    for reference, key in ((attempt.reference, attempt.key), (other.reference, attempt.key), ("../../v1/payments", "")):
        event["data"]["id"] = f"evt_{reference[-6:]}{key[-3:]}"
        told |= {"id": reference, "attributes": {"reference_number": key, "status": "active"}}
        assert road.hear(json.dumps(event).encode()) == "stored"
    for one in (attempt, other):
        one.refresh_from_db()
        assert (one.state, owed(one)) == ("sent", PRICE_MINOR)


def test_money_that_came_twice_is_held_for_a_person(road):
    attempt = road.begin()
    road.harness.pay(attempt.reference)
    road.harness.pay(attempt.reference)
    assert ask_gateway(attempt.id, by=SYSTEM, source="return").state == "held"
    attempt.refresh_from_db()
    assert (attempt.found_minor, owed(attempt)) == (2 * PRICE_MINOR, PRICE_MINOR)


@pytest.mark.parametrize("trouble", ["answer_lost", "answer_garbled"])
def test_a_refund_whose_answer_was_lost_goes_back_once_though_its_key_has_ended(road, days_later, trouble):
    attempt = road.paid()
    road.harness.trouble(trouble, at="refund")
    refund = give_back(attempt)
    assert refund.state in {"unknown", "done"}
    days_later(2)
    at = clock.now()
    for later_s in (60, 600, 90_000, 180_000):
        with clock.hold(at + timedelta(seconds=later_s)):
            sweep_unknown(by=SYSTEM)
    refund.refresh_from_db()
    assert refund.state == "done"
    assert len(road.refunds_there(attempt)) == 1


def test_a_day_late_start_whose_answer_was_lost_shows_the_payer_one_page(road, days_later):
    road.harness.trouble("answer_lost", at="start")
    attempt = road.begin()
    assert attempt.state == "sent"
    road.harness.pay(attempt.reference)
    days_later(2)
    assert ask_gateway(attempt.id, by=SYSTEM, source="sweep").state == "captured"
    attempt.refresh_from_db()
    assert (attempt.found_minor, owed(attempt)) == (PRICE_MINOR, 0)
