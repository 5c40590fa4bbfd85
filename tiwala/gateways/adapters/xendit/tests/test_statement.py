"""Their transactions as our lines, over HTTP and by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from tiwala.gateways.adapters.xendit import statement, wire
from tiwala.gateways.adapters.xendit.adapter import build
from tiwala.gateways.adapters.xendit.tests.test_bodies import FACTS
from tiwala.gateways.adapters.xendit.tests.test_fuzz import TRUE
from tiwala.gateways.port import RefundRequest
from tiwala.gateways.reading import load
from tiwala.gateways.tests.contract import new_key, paid, peso
from tiwala.kit import clock
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.http import use_transport
from tiwala.kit.money import Money

TODAY = "Asia/Manila"
ROW = TRUE[4]


def line(**changes: object):
    return statement.line_of(wire.entry(load(json.dumps(ROW | changes).encode())))


@pytest.mark.journey
def test_a_day_with_everything(harness):
    request, reference = paid(harness, peso("1000.00"))
    harness.gateway.refund(RefundRequest(reference, peso("400.00"), new_key()))
    _, disputed = paid(harness, peso("200.00"))
    harness.end_dispute(harness.dispute(disputed), won=True)
    lines = list(harness.gateway.statement(clock.today(TODAY)))
    assert sorted((one.kind, one.gross.minor) for one in lines) == [
        ("dispute", -20_000),
        ("dispute_won", 20_000),
        ("payment", 20_000),
        ("payment", 100_000),
        ("refund", -40_000),
    ]
    mine = [one for one in lines if (one.attempt_key, one.kind) == (request.attempt_key, "payment")]
    assert (mine[0].fee, mine[0].net, mine[0].method) == (peso("33.60"), peso("966.40"), "card")
    assert mine[0].reference.startswith("pr-")


@pytest.mark.journey
def test_money_that_was_taken_back_stands_twice_and_sums_to_nothing(harness):
    request, reference = paid(harness)
    harness.reverse(reference)
    lines = [one for one in harness.gateway.statement(clock.today(TODAY)) if one.attempt_key == request.attempt_key]
    assert [one.kind for one in lines] == ["payment", "reversal"]
    assert sum((one.net for one in lines), Money.zero("PHP")) == Money.zero("PHP")
    assert len({one.line_id for one in lines}) == 2


@pytest.mark.journey
def test_more_than_one_page_is_read_to_its_end(harness):
    for _ in range(55):
        paid(harness, peso("20.00"), method="gcash")
    lines = list(harness.gateway.statement(clock.today(TODAY)))
    assert len(lines) == len({one.line_id for one in lines}) == 55


@pytest.mark.journey
def test_yesterday_is_not_today(harness):
    paid(harness)
    assert list(harness.gateway.statement(clock.today(TODAY) - timedelta(days=1))) == []


def test_the_day_is_cut_at_midnight_in_manila():
    asked = []

    def port(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params)
        edges = [f"2026-05-{at}:00.000Z" for at in ("13T15:59", "13T16:00", "14T15:59", "14T16:00")]
        rows = [ROW | {"id": f"txn_{at}", "created": at, "updated": at} for at in edges]
        return httpx.Response(200, json={"data": rows, "has_more": False})

    with use_transport(port):
        lines = list(build(FACTS).statement(clock.today(TODAY).replace(year=2026, month=5, day=14)))
    assert [one.at.astimezone(ZoneInfo(TODAY)).strftime("%d %H:%M") for one in lines] == ["14 00:00", "14 23:59"]
    assert asked[0]["created[gte]"] == "2026-05-13T16:00:00.000Z"


@pytest.mark.parametrize("status", ["PENDING", "FAILED", "INVENTED_LATER"])
def test_what_moved_no_money_is_no_line(status):
    rows = {"data": [ROW | {"status": status}], "has_more": False}
    with use_transport(lambda _: httpx.Response(200, json=rows)):
        assert list(build(FACTS).statement(clock.today(TODAY).replace(year=2026, month=1, day=2))) == []


def test_the_sums_are_theirs():
    came = line(amount=100.00, net_amount=96.50, fee={"xendit_fee": 3, "value_added_tax": 0.36, "status": "COMPLETED"})
    assert (came.gross, came.fee, came.net) == (peso("100.00"), peso("3.50"), peso("96.50"))
    went = line(type="REFUND", cashflow="MONEY_OUT", amount=40, net_amount=40, fee={"xendit_fee": 1, "status": "X"})
    assert (went.kind, went.gross, went.fee, went.net) == ("refund", peso("-40.00"), peso("1.00"), peso("-41.00"))


@pytest.mark.parametrize(
    ("kind", "flow", "ours"),
    [
        ("WITHDRAWAL", "MONEY_OUT", "payout"),
        ("CHARGEBACK", "MONEY_OUT", "dispute"),
        ("CHARGEBACK", "MONEY_IN", "dispute_won"),
        ("DISBURSEMENT", "MONEY_OUT", "other"),
        ("PAYMENT", "MONEY_OUT", "other"),
        ("INVENTED_LATER", "MONEY_IN", "other"),
    ],
)
def test_what_a_line_is(kind, flow, ours):
    assert line(type=kind, cashflow=flow).kind == ours


def test_a_net_in_other_money_is_not_mixed_in():
    found = line(type="CONVERSION", currency="USD", amount=5, net_amount=280, net_amount_currency="PHP")
    assert (found.gross.currency, found.net.currency) == ("USD", "USD")


@pytest.mark.parametrize("answer", [{"data": [{"id": 1}]}, {"data": "x"}, {}])
def test_a_statement_that_makes_no_sense_breaks_down(answer):
    with use_transport(lambda _: httpx.Response(200, json=answer)), pytest.raises(GatewayBreakdown):
        list(build(FACTS).statement(clock.today(TODAY)))


def test_a_list_that_never_ends_is_left():
    page = {"data": [ROW], "has_more": True}
    with use_transport(lambda _: httpx.Response(200, json=page)):
        assert list(build(FACTS).statement(clock.today(TODAY))) == []
