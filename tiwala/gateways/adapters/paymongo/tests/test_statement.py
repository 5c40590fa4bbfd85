"""PayMongo's day: payments with fees, refunds, payouts; named by our keys though a payment carries no reference."""

from datetime import timedelta

import pytest

from tiwala.gateways.adapters.paymongo.tests.harness import PayMongoHarness
from tiwala.gateways.line_check import ask_line
from tiwala.gateways.port import LookUp, RefundRequest
from tiwala.gateways.tests.contract import begin, new_key, paid, peso
from tiwala.kit import clock
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

pytestmark = pytest.mark.journey


@pytest.fixture
def harness(stand_in, mailbox):
    return PayMongoHarness(stand_in("paymongo"), mailbox)


def lines_of(harness):
    return list(harness.gateway.statement(clock.today("Asia/Manila")))


def test_a_day_adds_up_to_what_the_bank_was_sent(harness):
    first, reference = paid(harness, peso("1500.00"))
    second, _ = paid(harness, peso("200.00"), method="gcash")
    harness.gateway.refund(RefundRequest(reference, peso("500.00"), new_key()))
    sent = harness.act(reference, "payout")
    found = lines_of(harness)
    assert [line.kind for line in found] == ["payment", "payment", "refund", "payout"]
    assert {line.attempt_key for line in found[:2]} == {first.attempt_key, second.attempt_key}
    assert {line.payout for line in found[:2]} == {sent["id"]}
    assert sum((line.net for line in found), Money.zero("PHP")) == Money.zero("PHP")
    assert found[-1].net == Money(-sent["attributes"]["net_amount"], "PHP")


def test_failed_payments_and_payouts_that_wait_are_no_lines(harness):
    _, outcome = begin(harness)
    harness.decline(outcome.reference)
    assert lines_of(harness) == []
    harness.pay(outcome.reference)
    harness.act(outcome.reference, "payout", status="pending")
    assert [line.kind for line in lines_of(harness)] == ["payment"]


def test_more_than_a_page_is_read_to_its_end(harness):
    _, reference = paid(harness, peso("5000.00"))
    for _ in range(103):
        harness.act(reference, "pay", amount_minor=2_000)
    assert len([line for line in lines_of(harness) if line.kind == "payment"]) == 104
    for _ in range(101):
        harness.act(reference, "payout")
    assert len([line for line in lines_of(harness) if line.kind == "payout"]) == 101


def test_payouts_that_read_otherwise_are_left_out_and_the_rest_is_told(harness, caplog):
    request, reference = paid(harness)
    harness.act(reference, "payout", status="?" * 3_000)
    assert [line.attempt_key for line in lines_of(harness)] == [request.attempt_key]
    assert "list_left_out" in caplog.text


def test_lists_that_are_not_offered_are_left_out_and_refused_keys_are_not(stand_in, mailbox, caplog):
    harness = PayMongoHarness(stand_in("paymongo"), mailbox, name="old")
    assert ask_line(harness.gateway) == "works"
    assert ask_line(harness.with_keys_of_nobody()) == "refused"
    request, reference = paid(harness)
    harness.gateway.refund(RefundRequest(reference, peso("10.00"), new_key()))
    assert [line.attempt_key for line in lines_of(harness)] == [request.attempt_key]
    assert "/v1/refunds is refused" in caplog.text
    assert "/v1/payouts is refused" in caplog.text


def test_a_refund_list_that_breaks_breaks_the_day_down(harness):
    _, reference = paid(harness)
    harness.gateway.refund(RefundRequest(reference, peso("10.00"), new_key()))
    harness.trouble("answer_garbled", at="look_up_refund")
    with pytest.raises(GatewayBreakdown):
        lines_of(harness)


def test_another_day_has_no_lines(harness):
    paid(harness)
    tomorrow = clock.today("Asia/Manila") + timedelta(days=1)
    assert list(harness.gateway.statement(tomorrow)) == []


def test_a_line_of_it_is_found_by_its_own_id(harness):
    request, _ = paid(harness)
    line = lines_of(harness)[0]
    found = harness.gateway.look_up(LookUp(request.attempt_key, line.reference))
    assert (found.attempt_key, found.amount) == (request.attempt_key, request.amount)


def test_keys_that_are_refused_break_it_down_for_good(harness):
    with pytest.raises(GatewayBreakdown) as broken:
        list(harness.with_keys_of_nobody().statement(clock.today("Asia/Manila")))
    assert not broken.value.retry
