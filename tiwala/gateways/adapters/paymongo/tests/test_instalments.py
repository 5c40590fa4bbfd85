"""Card instalments on their page: offered with the setting alone, from ₱3,000, and paid as a card."""

from __future__ import annotations

import pytest

from tiwala.gateways.adapters.paymongo import wire
from tiwala.gateways.adapters.paymongo.products import Products
from tiwala.gateways.adapters.paymongo.tests.harness import PayMongoHarness
from tiwala.gateways.outcomes import Approved, Declined, DeclineReason, NeedsPayer, RefundDone
from tiwala.gateways.port import LookUp, RefundRequest
from tiwala.gateways.tests.contract import ask, begin, new_key, peso

pytestmark = pytest.mark.journey
METHOD = "card_instalments"
ENABLED = {"card": {"installments": {"enabled": True}}}


@pytest.fixture
def harness(stand_in, mailbox):
    return PayMongoHarness(stand_in("paymongo"), mailbox)


def test_without_the_setting_there_are_none(stand_in, mailbox):
    harness = PayMongoHarness(stand_in("paymongo"), mailbox, products="qr")
    assert harness.gateway.can.method(METHOD) is None
    refused = harness.gateway.start(ask(harness, peso("5000.00"), method=METHOD))
    assert refused == Declined(DeclineReason.METHOD_UNAVAILABLE)


def test_the_limits_are_data(harness):
    can = harness.gateway.can.method(METHOD)
    assert can.takes(peso("3000.00"))
    assert not can.takes(peso("2999.99"))
    assert (can.kind, can.refund, can.fee) == ("redirect", "full", None)


def test_their_page_is_asked_for_months_and_a_plain_card_is_not(harness):
    for method, options in ((METHOD, ENABLED), ("card", None)):
        _, outcome = begin(harness, peso("3000.00"), method=method)
        session = harness.call("GET", f"/v1/checkout_sessions/{outcome.reference}")["data"]["attributes"]
        assert session["payment_method_types"] == ["card"]
        assert session["payment_method_options"] == options


def test_paid_it_is_a_card_and_goes_back_whole(harness):
    request, outcome = begin(harness, peso("12000.00"), method=METHOD)
    harness.pay(outcome.reference)
    told = harness.gateway.look_up(LookUp("", outcome.reference))
    assert isinstance(told, Approved)
    assert (told.amount, told.attempt_key, told.method) == (request.amount, request.attempt_key, "card")
    back = harness.gateway.refund(RefundRequest(outcome.reference, request.amount, new_key()))
    assert isinstance(back, RefundDone)


def test_what_they_will_not_take_is_declined_before_there_is_a_page(harness):
    refused = harness.gateway.start(ask(harness, peso("2999.99"), method=METHOD))
    assert refused == Declined(DeclineReason.AMOUNT_NOT_ALLOWED)


def test_the_same_try_again_is_the_same_page(harness):
    request, outcome = begin(harness, peso("3000.00"), method=METHOD)
    assert harness.gateway.start(request) == outcome
    assert isinstance(outcome, NeedsPayer)


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("", Products()),
        ("QR; and Instalments", Products(qr=True, instalments=True)),
        ("qrcodes, instalmentsx", Products()),
    ],
)
def test_the_setting_is_read_word_by_word(text, products):
    assert Products.of({"products": text}) == products


def test_a_body_for_anything_else_has_no_options(harness):
    request = ask(harness, method="gcash")
    assert "payment_method_options" not in wire.start_body(request)["data"]["attributes"]
