"""Faults on demand: by number, and at a rate that a seed makes repeatable."""

import pytest


def statuses(gateway, count):
    return [gateway.call("GET", "/v1/account").status_code for _ in range(count)]


@pytest.mark.parametrize(
    ("kind", "status"), [("error_500", 500), ("error_503", 503), ("rate_429", 429), ("answer_lost", 504)]
)
def test_the_next_calls_meet_what_was_ordered(gateway, kind, status):
    gateway.control("faults", {"next": [{"kind": kind, "count": 2}]})
    assert statuses(gateway, 3) == [status, status, 200]


def test_a_fault_waits_for_the_place_it_was_ordered_for(gateway):
    gateway.control("faults", {"next": [{"kind": "error_500", "where": "refund"}]})
    checkout = gateway.paid()
    assert gateway.refund(checkout, 100).status_code == 500
    assert gateway.look(checkout)["payment"]["refunded_minor"] == 0
    assert gateway.refund(checkout, 100).status_code == 201


def test_the_answer_to_a_refund_is_lost_and_the_refund_is_there(gateway):
    checkout = gateway.paid()
    gateway.control("faults", {"next": [{"kind": "answer_lost", "where": "refund"}]})
    assert gateway.refund(checkout, 100, Idempotency_Key="r").status_code == 504
    again = gateway.refund(checkout, 100, Idempotency_Key="r")
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert gateway.look(checkout)["payment"]["refunded_minor"] == 100


@pytest.mark.parametrize(("kind", "status"), [("slow", 200), ("hang", 503), ("answer_hang", 504)])
def test_slow_ones_answer_in_the_end(gateway, kind, status):
    gateway.control("faults", {"next": [{"kind": kind, "seconds": 0.01}]})
    assert statuses(gateway, 1) == [status]


def test_a_garbled_answer_is_no_json(gateway):
    gateway.control("faults", {"next": [{"kind": "answer_garbled"}]})
    assert gateway.call("GET", "/v1/account").text.startswith("<html>")


def test_a_rate_may_say_how_long_it_lasts(gateway):
    gateway.control("faults", {"rates": {"notice_late": 1}, "seconds": {"notice_late": 14_400}})
    gateway.paid()
    gateway.wait(14_300)
    assert gateway.merchant.got == []
    gateway.wait(200)
    assert gateway.merchant.kinds == ["checkout.paid"]


def test_the_same_seed_gives_the_same_faults_even_over_a_restart(gateway_on):
    rates = {"rates": {"error_500": 0.3, "rate_429": 0.2}, "seed": 7}
    one, two = gateway_on("one"), gateway_on("two")
    one.control("faults", rates)
    two.control("faults", rates)
    drawn = statuses(one, 40)
    first_half = statuses(two, 20)
    two.close()
    assert first_half + statuses(gateway_on("two"), 20) == drawn
    assert {200, 500, 429} == set(drawn)


def test_another_seed_gives_others(gateway):
    gateway.control("faults", {"rates": {"error_500": 0.5}, "seed": 1})
    first = statuses(gateway, 30)
    gateway.control("faults", {"seed": 2})
    assert statuses(gateway, 30) != first
    gateway.control("faults", {"seed": 1})
    assert statuses(gateway, 30) == first


def test_no_more_faults_after_delete(gateway):
    gateway.control("faults", {"rates": {"error_500": 1}, "next": [{"kind": "rate_429"}]})
    gateway.control("faults", method="DELETE")
    assert statuses(gateway, 5) == [200] * 5
    assert gateway.control("faults", method="GET")["next"] == []


def test_payers_meet_faults_too(gateway):
    gateway.control("faults", {"next": [{"kind": "paid_after_expiry"}]})
    checkout = gateway.start()
    assert gateway.control(f"checkouts/{checkout['id']}/agree", {"method": "wallet"})["status"] == "expired"


@pytest.mark.parametrize(
    "body",
    [
        {"rates": {"error_500": 2}},
        {"rates": {"nonsense": 0.1}},
        {"rates": [1]},
        {"rates": {"error_500": True}},
        {"seed": "x"},
        {"seed": 10**30},
        {"next": [{"kind": "nonsense"}]},
        {"next": [{"kind": "slow", "seconds": -1}]},
        {"next": [7]},
        {"next": {}},
        {"other": 1},
    ],
)
def test_a_wrong_order_is_refused_and_nothing_is_ordered(gateway, body):
    answer = gateway.call("POST", "/control/faults", body, Authorization="Bearer control")
    assert answer.status_code == 422
    listing = gateway.control("faults", method="GET")
    assert (listing["next"], listing["rates"]) == ([], {})
