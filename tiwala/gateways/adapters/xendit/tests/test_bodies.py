"""What goes over the wire to Xendit, byte for byte where money is concerned."""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from tiwala.gateways.adapters.xendit import bodies
from tiwala.gateways.adapters.xendit.adapter import build
from tiwala.gateways.adapters.xendit.channels import CHANNELS
from tiwala.gateways.outcomes import Declined, DeclineReason, Unknown, Why
from tiwala.gateways.port import AccountFacts, RefundRequest, StartRequest
from tiwala.gateways.writing import written
from tiwala.kit import clock
from tiwala.kit.http import use_transport
from tiwala.kit.money import Money

FACTS = AccountFacts("test", "biz", "https://api.xendit.co", {"secret_key": "xnd_development_abc"}, ("tok",))
ASKED = StartRequest(
    attempt_key="att_01",
    amount=Money(123_456_789, "PHP"),
    method="card",
    return_url="https://shop.example/back?a=1",
    description="Invoice\n0001",
    payer_label="Room 5",
)


@contextmanager
def heard(answer=(500, {"error_code": "SERVER_ERROR"})):
    """Every call that goes out, answered the same."""
    calls = []

    def port(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(answer[0], json=answer[1])

    with use_transport(port):
        yield calls


def sent(request: StartRequest, at: str) -> dict:
    with heard() as calls:
        build(FACTS).start(request)
    found = [call for call in calls if call.url.path == at]
    return json.loads(found[-1].content, parse_float=Decimal)


@pytest.mark.parametrize(
    ("minor", "text"), [(1, "0.01"), (1999, "19.99"), (123_456_789, "1234567.89"), (15000, "150.00")]
)
def test_money_is_a_number_written_from_centavos(minor, text):
    body = bodies.page(replace(ASKED, amount=Money(minor, "PHP")), CHANNELS["card"], now=clock.now())
    assert f'"amount":{text},'.encode() in written(body)


def test_words_cannot_break_out_of_the_body():
    hostile = 'x","amount":1,"y":"'
    body = bodies.page(replace(ASKED, description=hostile), CHANNELS["gcash"], now=clock.now())
    read = json.loads(written(body))
    assert (read["description"], read["amount"]) == (hostile, 1234567.89)


def test_the_key_is_the_user_of_basic_and_the_version_is_named():
    with heard() as calls:
        build(FACTS).start(ASKED)
    kind, _, told = calls[0].headers["authorization"].partition(" ")
    assert (kind, base64.b64decode(told)) == ("Basic", b"xnd_development_abc:")
    assert calls[0].headers["api-version"] == "2024-11-11"
    assert calls[0].headers["content-type"] == "application/json"


def test_a_page_is_for_one_channel_and_names_nobody():
    body = sent(ASKED, "/sessions")
    assert body == {
        "reference_id": "att_01",
        "session_type": "PAY",
        "mode": "PAYMENT_LINK",
        "amount": Decimal("1234567.89"),
        "currency": "PHP",
        "country": "PH",
        "capture_method": "AUTOMATIC",
        "allowed_payment_channels": ["CARDS"],
        "locale": "en",
        "description": "Invoice 0001",
        "success_return_url": "https://shop.example/back?a=1",
        "cancel_return_url": "https://shop.example/back?a=1",
    }


def test_only_secure_addresses_go_along():
    body = sent(replace(ASKED, return_url="http://localhost:8000/back", cancel_url="javascript:x"), "/sessions")
    assert not {"success_return_url", "cancel_return_url"} & set(body)


@pytest.mark.parametrize("minutes", [-5, 1, 9])
def test_an_end_too_soon_is_moved_to_where_they_take_it(minutes):
    now = clock.now()
    body = bodies.page(replace(ASKED, expires_at=now + timedelta(minutes=minutes)), CHANNELS["card"], now=now)
    assert body["expires_at"] == (now + timedelta(minutes=11)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_saving_is_asked_for_with_a_customer_who_is_nobody():
    now = clock.now()
    first = bodies.page(replace(ASKED, save_method=True), CHANNELS["card"], now=now)
    later = bodies.page(replace(ASKED, save_method=True), CHANNELS["card"], now=now + timedelta(seconds=1))
    assert first["allow_save_payment_method"] == "FORCED"
    assert first["customer"]["individual_detail"] == {"given_names": "Customer"}
    assert first["customer"]["reference_id"].isalnum()
    assert first["customer"]["reference_id"] != later["customer"]["reference_id"]
    assert "Room 5" not in written(first).decode()


def test_a_counter_is_asked_for_a_code_at_once():
    body = sent(replace(ASKED, method="otc_7eleven", direct=True), "/v3/payment_requests")
    assert (body["channel_code"], body["type"]) == ("7ELEVEN", "PAY")
    assert body["channel_properties"] == {"payer_name": "Room 5"}
    assert body["metadata"] == {"tiwala": "direct"}


@pytest.mark.parametrize("present", [True, False])
def test_a_card_on_file_says_who_charges_it(present):
    body = bodies.charge(replace(ASKED, token="pt-1", payer_present=present), CHANNELS["card"], now=clock.now())
    properties = body["channel_properties"]
    assert (body["payment_token_id"], body["channel_code"]) == ("pt-1", "CARDS")
    assert properties["skip_three_ds"] is not present
    assert properties.get("card_on_file_type") == (None if present else "MERCHANT_UNSCHEDULED")
    assert ("recurring_configuration" in properties) is not present


def test_a_wallet_on_file_knows_no_cards():
    body = bodies.charge(replace(ASKED, method="maya", token="pt-1"), CHANNELS["maya"], now=clock.now())
    assert set(body["channel_properties"]) == {"success_return_url", "failure_return_url"}


def test_a_refund_carries_our_key_and_one_of_their_reasons():
    asked = RefundRequest("ps-1", Money(1050, "PHP"), "ref_01", reason="Wrong\nsize " * 30)
    body = bodies.refund(asked, "pr-1")
    assert b'"amount":10.50,' in written(body)
    assert (body["reference_id"], body["payment_request_id"]) == ("ref_01", "pr-1")
    assert body["reason"] == "REQUESTED_BY_CUSTOMER"
    assert len(body["metadata"]["reason"]) == 80


def test_a_method_they_do_not_have_is_never_sent():
    with heard() as calls:
        outcome = build(FACTS).start(replace(ASKED, method="paypal"))
    assert outcome == Declined(DeclineReason.METHOD_UNAVAILABLE)
    assert calls == []


@pytest.mark.parametrize("token", ["pt-1/../../refunds", "pt-", "sk_1", "pt-1?x=1", "pt-1\n", "pt-ü", "x" * 300])
def test_a_token_that_is_none_is_never_sent(token):
    with heard() as calls:
        outcome = build(FACTS).start(replace(ASKED, token=token))
    assert outcome == Declined(DeclineReason.METHOD_UNAVAILABLE)
    assert calls == []


@pytest.mark.parametrize("reference", ["pr-1/../../sessions", "ps-1?x", "py-1", "", "../", "pr-1\n", "ps-ü"])
def test_a_reference_that_is_none_is_never_asked_for(reference):
    gateway = build(FACTS)
    with heard() as calls:
        assert gateway.cancel(reference, key="k") == Unknown(Why.NOT_FOUND)
        assert gateway.capture(reference, amount=ASKED.amount, key="k") == Unknown(Why.NOT_FOUND)
    assert calls == []
