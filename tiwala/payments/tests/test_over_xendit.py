"""Xendit tells of one payment by two notices and three ids: in any order and number it is one payment."""

from __future__ import annotations

import itertools
import json
import time

import pytest

from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.actions.receive_notice import Arrival, receive_notice
from tiwala.gateways.adapters.xendit.tests.harness import XenditHarness
from tiwala.gateways.conftest import _running, mailbox, outside, sandbox, stand_in  # noqa: F401 -- fixtures
from tiwala.gateways.models import Notice
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
PRICE_MINOR = 150_000


class Road:
    """One account of ours there, on both sides."""

    def __init__(self, harness: XenditHarness) -> None:
        self.harness, facts = harness, harness.facts
        new = NewAccount("xendit", "Trial", "test", facts.external_id, facts.keys, facts.notice_secrets[0])
        self.account = add_account(new, by=SYSTEM)

    def begin(self, method: str = "card") -> Attempt:
        return begin(make_invoice(), account=self.account, method=method)


@pytest.fixture
def road(stand_in, mailbox):  # noqa: F811 -- the fixtures above
    return Road(XenditHarness(stand_in("xendit"), mailbox))


def owed(attempt: Attempt) -> int:
    return balances.open_amount(attempt.payment.targets.get().target_ref)


def told(road, count: int) -> list[tuple[dict[str, str], bytes]]:
    """All that came for this account so far, as soon as it is so much."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = [(h, b) for path, h, b in road.harness._mailbox.heard if path == f"/{road.account.external_id}"]
        if len(found) >= count:
            return found
        time.sleep(0.02)
    raise AssertionError("not all notices came")


def hear(road, headers: dict[str, str], body: bytes) -> str:
    """Through the door, the reader and the handler."""
    known = set(Notice.objects.values_list("id", flat=True))
    how = receive_notice(Arrival("xendit", road.account.public_id, headers, body, "127.0.0.1")).how
    read_notices(by=SYSTEM)
    for new in Notice.objects.exclude(id__in=known):
        facts = {"attempt_key": new.attempt_key, "reference": new.reference, "kind": new.kind}
        hear_notice(notice_ref=new.public_id, account_ref=road.account.public_id, **facts)
    return how


def in_clearing(road) -> int:
    return balances.account_balance(f"clearing:{road.account.public_id}", "PHP")


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1])))
def test_a_page_and_its_payment_are_one_payment_in_any_order(road, order):
    attempt = road.begin()
    road.harness.pay(attempt.reference)
    notices = told(road, 2)
    assert {json.loads(body)["event"] for _, body in notices} == {"payment.capture", "payment_session.completed"}
    for place in (*order, *order):
        hear(road, *notices[place])
        attempt.refresh_from_db()
        assert (attempt.state, attempt.found_minor, owed(attempt)) == ("captured", PRICE_MINOR, 0)
    assert in_clearing(road) == PRICE_MINOR
    assert not Task.objects.exists()


@pytest.mark.parametrize("method", ["qrph", "otc_7eleven"])
def test_a_code_that_was_paid_is_found_by_its_notice(road, method):
    attempt = road.begin(method)
    assert attempt.qr_payload or attempt.code
    road.harness.pay(attempt.reference)
    hear(road, *told(road, 1)[0])
    attempt.refresh_from_db()
    assert (attempt.state, owed(attempt)) == ("captured", 0)


def test_money_after_the_end_is_heard_of_though_the_page_says_expired(road):
    attempt = road.begin()
    road.harness.expire(attempt.reference)
    assert ask_gateway(attempt.id, by=SYSTEM, source="return").state == "expired"
    road.harness.pay(attempt.reference)
    for notice in told(road, 2):
        hear(road, *notice)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.found_minor) == ("captured", PRICE_MINOR)
    assert in_clearing(road) == PRICE_MINOR


def test_a_thief_with_the_token_can_only_make_us_ask(road):
    attempt = road.begin()
    data = {"payment_session_id": attempt.reference, "reference_id": attempt.key, "status": "COMPLETED"}
    event = {"event": "payment_session.completed", "business_id": road.account.external_id, "data": data}
    headers = {"x-callback-token": road.harness.facts.notice_secrets[0], "webhook-id": "forged-1"}
    assert hear(road, headers, json.dumps(event).encode()) == "stored"
    attempt.refresh_from_db()
    assert (attempt.state, owed(attempt)) == ("sent", PRICE_MINOR)


def test_a_thief_cannot_point_our_try_at_somebody_elses_money(road):
    """A notice that names our key and the page of another payment takes that payment's own key along."""
    ours, other = road.begin(), road.begin()
    road.harness.pay(other.reference)
    assert ask_gateway(other.id, by=SYSTEM, source="return").state == "captured"
    data = {"payment_session_id": other.reference, "reference_id": ours.key, "status": "COMPLETED"}
    event = {"event": "payment_session.completed", "business_id": road.account.external_id, "data": data}
    headers = {"x-callback-token": road.harness.facts.notice_secrets[0], "webhook-id": "forged-2"}
    hear(road, headers, json.dumps(event).encode())
    ours.refresh_from_db()
    assert (ours.state, owed(ours)) == ("sent", PRICE_MINOR)
    assert in_clearing(road) == PRICE_MINOR


def test_a_page_whose_answer_was_lost_is_opened_anew_at_once(road):
    road.harness.trouble("answer_lost", at="start")
    attempt = road.begin()
    assert (attempt.state, bool(attempt.redirect_url)) == ("sent", True)


def test_other_money_is_held_with_its_own_words(road):
    attempt = road.begin()
    road.harness.pay(attempt.reference, Money(PRICE_MINOR, "USD"))
    for notice in told(road, 2):
        hear(road, *notice)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.found_currency) == ("held", "USD")


def test_a_statement_knows_our_key(road):
    attempt = road.begin()
    road.harness.pay(attempt.reference)
    lines = list(road.harness.gateway.statement(clock.today("Asia/Manila")))
    assert [(line.attempt_key, line.gross.minor) for line in lines] == [(attempt.key, PRICE_MINOR)]
