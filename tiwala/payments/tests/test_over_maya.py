"""Maya through the house: notices that prove nothing but where they come from, voids and refunds by day, one money."""

from __future__ import annotations

import json

import pytest

from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.actions.receive_notice import Arrival, receive_notice
from tiwala.gateways.adapters.maya.tests.harness import MayaHarness
from tiwala.gateways.conftest import _running, mailbox, outside, sandbox, stand_in  # noqa: F401 -- fixtures
from tiwala.gateways.models import Notice
from tiwala.gateways.port import StartRequest
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import Refusal
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.capture_payment import capture_payment
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
PRICE_MINOR = 150_000
HERE, ELSEWHERE = "127.0.0.1", "198.51.100.7"


class Road:
    """One account of ours there, on both sides."""

    def __init__(self, harness: MayaHarness) -> None:
        self.harness, facts = harness, harness.facts
        new = NewAccount("maya", "Trial", "test", facts.external_id, facts.keys, facts.notice_secrets[0])
        self.account = add_account(new, by=SYSTEM)

    def begin(self, method: str = "card", **more: object) -> Attempt:
        return begin(make_invoice(), account=self.account, method=method, **more)

    def paid(self) -> Attempt:
        """Paid today, and heard of."""
        attempt = self.begin()
        self.harness.act(attempt.reference, "pay")
        hear(self, self.harness.notice(attempt.reference, "paid").body)
        attempt.refresh_from_db()
        return attempt


@pytest.fixture
def road(stand_in, mailbox):  # noqa: F811 -- the fixtures above
    return Road(MayaHarness(stand_in("maya"), mailbox))


def owed(attempt: Attempt) -> int:
    return balances.open_amount(attempt.payment.targets.get().target_ref)


def in_clearing(road) -> int:
    return balances.account_balance(f"clearing:{road.account.public_id}", "PHP")


def hear(road, body: bytes, *, remote_ip: str = HERE) -> str:
    """Through the door, the reader and the handler."""
    known = set(Notice.objects.values_list("id", flat=True))
    how = receive_notice(Arrival("maya", road.account.public_id, {}, body, remote_ip)).how
    read_notices(by=SYSTEM)
    for new in Notice.objects.exclude(id__in=known):
        facts = {"attempt_key": new.attempt_key, "reference": new.reference, "kind": new.kind}
        hear_notice(notice_ref=new.public_id, account_ref=road.account.public_id, **facts)
    return how


def give_back(attempt: Attempt, minor: int, *, key: str = "k1"):
    facts = RefundFacts(attempt.payment.public_id, Money(minor, "PHP"), "Wrong size", "gateway", key)
    return refund_payment(facts, by=SYSTEM)


@pytest.mark.parametrize("method", ["card", "maya", "qrph"])
def test_paid_and_told_by_a_notice_twice(road, method):
    attempt = road.begin(method)
    road.harness.act(attempt.reference, "pay")
    body = road.harness.notice(attempt.reference, "paid").body
    assert [hear(road, body), hear(road, body)] == ["stored", "again"]
    attempt.refresh_from_db()
    assert (attempt.state, owed(attempt), in_clearing(road)) == ("captured", 0, PRICE_MINOR)
    assert not Task.objects.exists()


def test_a_notice_from_elsewhere_is_refused_at_the_door(road):
    attempt = road.begin()
    road.harness.act(attempt.reference, "pay")
    body = road.harness.notice(attempt.reference, "paid").body
    assert hear(road, body, remote_ip=ELSEWHERE) == "refused"
    attempt.refresh_from_db()
    assert owed(attempt) == PRICE_MINOR


def test_a_thief_who_sends_from_there_can_only_make_us_ask(road):
    ours, other = road.begin(), road.paid()
    for about in (ours.reference, other.reference):
        forged = road.harness.body(id=about, requestReferenceNumber=ours.key, amount="1500", status="PAYMENT_SUCCESS")
        assert hear(road, forged) in ("stored", "again")
        ours.refresh_from_db()
        assert (ours.state, owed(ours)) == ("sent", PRICE_MINOR)
    assert in_clearing(road) == PRICE_MINOR


def test_somebody_elses_end_is_not_the_end_of_ours(road):
    """A payment of the business's other shop under the same keys, which a forged notice calls ours."""
    ours = road.begin()
    stranger = road.harness.gateway.start(
        StartRequest("order-2026-0001", ours.amount, "card", "http://shop.example/back")
    )
    road.harness.decline(stranger.reference)
    hear(road, road.harness.body(id=stranger.reference, requestReferenceNumber=ours.key, type="PAYMENT_FAILED"))
    ours.refresh_from_db()
    assert ours.state == "sent"


def test_other_money_is_held(road):
    attempt = road.begin()
    road.harness.pay(attempt.reference, Money(PRICE_MINOR - 1, "PHP"))
    hear(road, road.harness.notice(attempt.reference, "paid").body)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.found_minor) == ("held", PRICE_MINOR - 1)


def test_a_page_whose_answer_was_lost_is_opened_anew_at_once(road):
    road.harness.trouble("answer_lost", at="start")
    attempt = road.begin()
    assert (attempt.state, bool(attempt.redirect_url)) == ("sent", True)


def test_a_code_of_qr_ph_is_shown_and_asks_for_our_amount(road):
    attempt = road.begin("qrph")
    assert attempt.qr_payload.startswith("000201")


def test_today_all_of_it_goes_back_and_is_not_taken_back_besides(road):
    attempt = road.paid()
    with pytest.raises(Refusal):
        give_back(attempt, 100)
    assert give_back(attempt, PRICE_MINOR, key="k2").state == "done"
    for _ in range(2):
        ask_gateway(attempt.id, by=SYSTEM, source="sweep", reference=attempt.reference)
    assert in_clearing(road) == 0
    assert road.harness.given_back(attempt.reference) == attempt.amount


def test_a_lost_void_is_unknown_then_found(road):
    attempt = road.paid()
    road.harness.trouble("answer_lost", at="refund")
    refund = give_back(attempt, PRICE_MINOR)
    assert refund.state in ("unknown", "done")
    assert give_back(attempt, PRICE_MINOR).id == refund.id
    assert road.harness.given_back(attempt.reference) == attempt.amount


def test_what_somebody_voids_in_maya_manager_leaves_the_books(road):
    attempt = road.paid()
    road.harness.reverse(attempt.reference)
    ask_gateway(attempt.id, by=SYSTEM, source="sweep")
    assert in_clearing(road) == 0


def test_held_money_is_captured_once_and_its_notices_are_one_money(road):
    attempt = road.begin(capture="manual")
    road.harness.authorize(attempt.reference)
    hear(road, road.harness.notice(attempt.reference, "AUTHORIZED").body)
    capture_payment(attempt.id, by=SYSTEM)
    rows = road.harness.ask(f"/payments/v1/payment-rrns/{attempt.key}")
    assert len(rows) == 2
    for row in rows:
        hear(road, json.dumps(row).encode())
    attempt.refresh_from_db()
    assert (attempt.state, owed(attempt), in_clearing(road)) == ("captured", 0, PRICE_MINOR)
    assert not Task.objects.exists()
