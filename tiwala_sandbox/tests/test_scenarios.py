"""Amounts and labels that do something odd."""

import pytest

from tiwala_sandbox.scenarios import BY_ENDING, BY_SLUG


def agree(gateway, checkout):
    return gateway.control(f"checkouts/{checkout['id']}/agree", {"method": "wallet"})


@pytest.mark.parametrize("ending", [ending for ending, slug in BY_ENDING.items() if BY_SLUG[slug].decline])
def test_amounts_that_are_declined(gateway, ending):
    checkout = gateway.start(150_000 // 10_000 * 10_000 + ending)
    agree(gateway, checkout)
    gateway.wait(16)
    after = gateway.look(checkout)
    assert (after["status"], after["payment"]["decline_code"]) == ("failed", BY_SLUG[BY_ENDING[ending]].decline)


def test_no_answer_for_a_while_then_paid(gateway):
    checkout = gateway.start(17_720, expires_in_s=10)
    assert agree(gateway, checkout)["processing"] is True
    gateway.wait(11)
    assert (gateway.look(checkout)["status"], gateway.look(checkout)["processing"]) == ("open", True)
    gateway.wait(5)
    assert gateway.look(checkout)["status"] == "paid"
    assert gateway.merchant.kinds == ["checkout.paid"]


def test_paid_after_expiry(gateway):
    checkout = gateway.start(17_740)
    assert agree(gateway, checkout)["status"] == "expired"
    gateway.wait(6)
    assert gateway.look(checkout)["status"] == "paid"
    assert gateway.merchant.kinds == ["checkout.expired", "checkout.paid"]


def test_reversed_after_paid(gateway):
    checkout = gateway.start(17_741)
    assert agree(gateway, checkout)["status"] == "paid"
    gateway.wait(11)
    assert gateway.look(checkout)["status"] == "reversed"
    assert gateway.refund(checkout, 1).json()["code"] == "payment_not_refundable"


def test_another_amount_or_currency_is_what_moves(gateway):
    less, other = gateway.start(17_742), gateway.start(17_743)
    assert agree(gateway, less)["payment"]["amount_minor"] == 17_642
    assert agree(gateway, other)["payment"]["currency"] == "USD"


def test_a_dispute_that_comes_late(gateway):
    checkout = gateway.start(17_744)
    agree(gateway, checkout)
    gateway.wait(21)
    assert gateway.merchant.kinds == ["checkout.paid", "dispute.opened"]
    (dispute,) = gateway.call("GET", "/v1/disputes?status=open").json()["data"]
    assert dispute["checkout"] == checkout["id"]


def test_the_answer_is_lost_and_the_checkout_is_there(gateway):
    body = {"reference": "att_lost", "amount_minor": 17_722, "currency": "PHP", "return_url": "http://shop.test/"}
    answer = gateway.call("POST", "/v1/checkouts", body, Idempotency_Key="lost")
    assert (answer.status_code, answer.json()["code"]) == (504, "answer_lost")
    (found,) = gateway.call("GET", "/v1/checkouts?reference=att_lost").json()["data"]
    assert gateway.call("POST", "/v1/checkouts", body, Idempotency_Key="lost").json() == found


def test_a_label_wins_over_the_amount(gateway):
    checkout = gateway.start(17_701, customer_label="scenario:paid_less")
    assert agree(gateway, checkout)["status"] == "paid"


def test_ordinary_amounts_play_nothing(gateway):
    assert agree(gateway, gateway.start(7_001))["status"] == "paid"
