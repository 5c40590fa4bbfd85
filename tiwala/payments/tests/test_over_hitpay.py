"""HitPay through the house: refunds without a key of ours on bad days, pages paid twice, money that says nothing."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.cast import DAN
from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.actions.receive_notice import Arrival, receive_notice
from tiwala.gateways.adapters.hitpay.tests.harness import HitPayHarness
from tiwala.gateways.conftest import _running, mailbox, outside, sandbox, stand_in  # noqa: F401 -- fixtures
from tiwala.gateways.models import Notice
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.facts import RefundFacts
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt, Refund
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
PRICE_MINOR, BACK_MINOR = 150_000, 40_000
DAY_S = 86_400
WEEKS_S = (20, 90, 400, 1_000, 4_000, *(day * DAY_S + 60 for day in range(1, 12)))


class Road:
    """One account of ours there, on both sides."""

    def __init__(self, harness: HitPayHarness) -> None:
        self.harness, facts = harness, harness.facts
        new = NewAccount("hitpay", "Trial", "test", facts.external_id, facts.keys, facts.notice_secrets[0])
        self.account = add_account(new, by=SYSTEM)

    def begin(self, method: str = "card") -> Attempt:
        return begin(make_invoice(), account=self.account, method=method)

    def paid(self) -> Attempt:
        attempt = self.begin()
        self.harness.act(attempt.reference, "pay")
        return ask_gateway(attempt.id, by=SYSTEM, source="return")

    def back(self, attempt: Attempt, key: str, *, minor: int = BACK_MINOR, trouble: str = "") -> Refund:
        if trouble:
            self.harness.trouble(trouble, at="refund")
        facts = RefundFacts(attempt.payment.public_id, Money(minor, "PHP"), "returned", "gateway", key)
        return refund_payment(facts, by=DAN)

    def gone(self, attempt: Attempt) -> int:
        """What really went back there."""
        charge = self.harness.gateway._truth.charge_of(attempt.reference)
        return charge.gone.minor if charge.gone else 0

    def hear_all(self, count: int) -> None:
        """Every notice that came for this account, once it is so many, through door, reader and handler."""
        until, path = time.monotonic() + 10, f"/{self.account.external_id}"
        while len([one for one in self.harness._mailbox.heard if one[0] == path]) < count:
            assert time.monotonic() < until, "not all notices came"
            time.sleep(0.02)
        for where, headers, body in self.harness._mailbox.heard:
            if where == path:
                assert (
                    receive_notice(Arrival("hitpay", self.account.public_id, headers, body, "127.0.0.1")).how
                    != "refused"
                )
        read_notices(by=SYSTEM)
        for new in Notice.objects.filter(account=self.account):
            facts = {"attempt_key": new.attempt_key, "reference": new.reference, "kind": new.kind}
            hear_notice(notice_ref=new.public_id, account_ref=self.account.public_id, **facts)


@pytest.fixture
def road(stand_in, mailbox):  # noqa: F811 -- the fixtures above
    return Road(HitPayHarness(stand_in("hitpay"), mailbox))


def owed(attempt: Attempt) -> int:
    return balances.open_amount(attempt.payment.targets.get().target_ref)


def in_clearing(road) -> int:
    return balances.account_balance(f"clearing:{road.account.public_id}", "PHP")


def weeks_pass(*refunds: Refund, until_s: int = WEEKS_S[-1]) -> None:
    """The sweep asks by its schedule."""
    now = clock.now()
    for later_s in [one for one in WEEKS_S if one <= until_s]:
        with clock.hold(now + timedelta(seconds=later_s)):
            sweep_unknown(by=SYSTEM)
    for refund in refunds:
        refund.refresh_from_db()


@pytest.mark.parametrize("trouble", ["answer_lost", "answer_hangs", "answer_garbled"])
def test_a_refund_whose_answer_was_lost_is_found_and_booked_once(road, trouble):
    attempt = road.paid()
    refund = road.back(attempt, "a", trouble=trouble)
    assert refund.state == "unknown"
    weeks_pass(refund, until_s=90)
    assert (refund.state, road.gone(attempt)) == ("done", BACK_MINOR)
    assert in_clearing(road) == PRICE_MINOR - BACK_MINOR
    assert not Task.objects.exists()


def test_one_that_never_arrived_is_not_sent_again_and_failed_a_day_later(road):
    attempt = road.paid()
    refund = road.back(attempt, "a", trouble="server_error")
    weeks_pass(refund, until_s=4_000)
    assert refund.state == "unknown"
    weeks_pass(refund)
    assert (refund.state, refund.failure, road.gone(attempt)) == ("failed", "never_arrived", 0)
    assert in_clearing(road) == PRICE_MINOR


def test_while_one_is_unknown_another_of_its_amount_is_refused_and_the_first_is_found(road):
    attempt = road.paid()
    first = road.back(attempt, "a", trouble="answer_lost")
    second = road.back(attempt, "b")
    assert (first.state, second.state, second.failure) == ("unknown", "failed", "gateway_refused")
    weeks_pass(first, until_s=90)
    third = road.back(attempt, "c")
    assert (first.state, third.state, road.gone(attempt)) == ("done", "done", 2 * BACK_MINOR)
    assert first.reference != third.reference


def test_another_amount_is_no_hindrance_and_each_is_found(road):
    attempt = road.paid()
    refunds = [
        road.back(attempt, "a", trouble="answer_lost"),
        road.back(attempt, "b", minor=BACK_MINOR + 1, trouble="answer_lost"),
    ]
    weeks_pass(*refunds, until_s=90)
    assert [refund.state for refund in refunds] == ["done", "done"]
    assert road.gone(attempt) == 2 * BACK_MINOR + 1
    assert in_clearing(road) == PRICE_MINOR - 2 * BACK_MINOR - 1


def test_lost_and_given_back_on_their_site_as_well_is_left_to_a_person(road):
    attempt = road.paid()
    refund = road.back(attempt, "a", trouble="answer_lost")
    road.harness.act(attempt.reference, "give_back", amount_minor=BACK_MINOR)
    for until_s in (90, WEEKS_S[-1]):
        weeks_pass(refund, until_s=until_s)
        assert (refund.state, road.gone(attempt)) == ("unknown", 2 * BACK_MINOR)
        assert Task.objects.get(kind="refund_unknown").subject_ref == refund.public_id
    assert in_clearing(road) == PRICE_MINOR


def test_what_was_given_back_on_their_site_before_is_not_given_back_again(road):
    attempt = road.paid()
    road.harness.act(attempt.reference, "give_back", amount_minor=BACK_MINOR)
    with clock.hold(clock.now() + timedelta(hours=1)):
        refund = road.back(attempt, "a")
    assert (refund.state, refund.failure, road.gone(attempt)) == ("failed", "gateway_refused", BACK_MINOR)


def test_a_slow_one_is_done_when_their_bank_is(road):
    attempt = road.paid()
    refund = road.back(attempt, "a", minor=7_753)
    assert refund.state == "sent"
    road.harness.act(refund.reference, "settle", works=True)
    weeks_pass(refund, until_s=90)
    assert refund.state == "done"


def test_every_notice_of_a_payment_and_its_refund_is_one_payment(road):
    attempt = road.begin()
    road.harness.act(attempt.reference, "pay")
    road.hear_all(2)
    attempt.refresh_from_db()
    assert (attempt.state, owed(attempt)) == ("captured", 0)
    road.back(attempt, "a")
    road.hear_all(3)
    attempt.refresh_from_db()
    assert (attempt.state, in_clearing(road)) == ("captured", PRICE_MINOR - BACK_MINOR)
    assert not Task.objects.exists()


def test_a_page_paid_twice_is_one_payment_and_money_for_a_person(road):
    attempt = road.begin()
    for _ in range(2):
        road.harness.act(attempt.reference, "pay")
    road.hear_all(4)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.found_minor, owed(attempt)) == ("captured", PRICE_MINOR, 0)
    assert in_clearing(road) == 2 * PRICE_MINOR
    assert Task.objects.filter(kind="unmatched_money").count() == 1


def test_money_that_the_request_does_not_tell_of_is_found(road):
    attempt = road.begin()
    road.harness.act(attempt.reference, "pay", lags=True)
    assert ask_gateway(attempt.id, by=SYSTEM, source="return").state == "captured"


def test_a_code_is_shown_here_and_paid_there(road):
    attempt = road.begin("qrph")
    assert attempt.qr_payload
    road.harness.act(attempt.reference, "pay")
    assert ask_gateway(attempt.id, by=SYSTEM, source="return").state == "captured"


def test_money_that_came_while_it_was_called_off_is_taken(road):
    attempt = road.begin()
    road.harness.act(attempt.reference, "pay")
    assert cancel_attempt(attempt.id, by=SYSTEM).state == "captured"


def test_a_thief_who_replays_or_points_elsewhere_only_makes_us_ask(road):
    ours, other = road.begin(), road.paid()
    said = road.harness.body(id=other.reference, reference_number=ours.key)
    raw = road.harness.forge(said, at=clock.now())
    assert receive_notice(Arrival("hitpay", road.account.public_id, raw.headers, raw.body, "127.0.0.1")).how == "stored"
    read_notices(by=SYSTEM)
    new = Notice.objects.get()
    facts = {"attempt_key": new.attempt_key, "reference": new.reference, "kind": new.kind}
    hear_notice(notice_ref=new.public_id, account_ref=road.account.public_id, **facts)
    ours.refresh_from_db()
    assert (ours.state, owed(ours), in_clearing(road)) == ("sent", PRICE_MINOR, PRICE_MINOR)
