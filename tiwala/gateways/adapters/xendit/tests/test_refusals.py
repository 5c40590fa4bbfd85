"""What their refusals mean: certain where it is certain, unknown where it is not."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from tiwala.gateways.adapters.xendit import codes
from tiwala.gateways.adapters.xendit.adapter import build
from tiwala.gateways.adapters.xendit.tests.test_bodies import ASKED, FACTS, heard
from tiwala.gateways.outcomes import (
    Declined,
    DeclineReason,
    RefundFailed,
    RefundFailure,
    RefundUnsupported,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUp, MethodForgotten, RefundRequest
from tiwala.kit.http import use_transport
from tiwala.kit.money import Money

TOLD = """
ACCOUNT_ACCESS_BLOCKED INVALID_MERCHANT_SETTINGS INVALID_ACCOUNT_DETAILS PAYMENT_ATTEMPT_COUNTS_EXCEEDED
USER_DEVICE_UNREACHABLE CHANNEL_UNAVAILABLE INSUFFICIENT_BALANCE ACCOUNT_NOT_ACTIVATED INVALID_TOKEN SERVER_ERROR
PARTNER_TIMEOUT_ERROR TIMEOUT_ERROR USER_DECLINED_PAYMENT USER_DID_NOT_AUTHORIZE PAYMENT_REQUEST_EXPIRED
EXPIRED_OTP INVALID_OTP PAYMENT_AMOUNT_LIMITS_EXCEEDED OTP_ATTEMPT_COUNTS_EXCEEDED CARD_DECLINED
DECLINED_BY_ISSUER ISSUER_UNAVAILABLE INVALID_CVV DECLINED_BY_PROCESSOR CAPTURE_AMOUNT_EXCEEDED
AUTHENTICATION_FAILED PROCESSOR_ERROR EXPIRED_CARD STOLEN_CARD INACTIVE_OR_UNAUTHORIZED_CARD
INVALID_MERCHANT_CREDENTIALS SUSPECTED_FRAUDULENT
"""
"""Every failure code their documents list, but FAILURE_DETAILS_UNAVAILABLE, which says nothing."""


@pytest.mark.parametrize("code", TOLD.split())
def test_every_code_of_theirs_has_a_reason(code):
    assert codes.decline_reason(code) != DeclineReason.UNSPECIFIED
    assert codes.decline_reason(f"{code} ") == codes.decline_reason(code)  # one of theirs is printed with a space


@pytest.mark.parametrize("code", ["FAILURE_DETAILS_UNAVAILABLE", "INVENTED_LATER", "", "insufficient_balance"])
def test_a_code_of_tomorrow_is_a_decline_without_a_reason(code):
    assert codes.decline_reason(code) == DeclineReason.UNSPECIFIED


@pytest.mark.parametrize("status", [400, 403, 418, 422, 500, 503])
def test_an_unknown_refusal_of_a_page_may_be_sent_again_for_nobody_saw_one(status):
    with heard((status, {"error_code": "INVENTED_LATER"})):
        assert build(FACTS).start(ASKED) == Unknown(Why.NOT_SENT)


@pytest.mark.parametrize("body", [{"error_code": 7}, {}, {"error": "INVALID_AMOUNT"}])
def test_a_refusal_without_a_code_is_none_we_know(body):
    with heard((400, body)):
        assert build(FACTS).start(ASKED) == Unknown(Why.NOT_SENT)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, "INVENTED_LATER", Unknown(Why.UNREADABLE)),
        (500, "SERVER_ERROR", Unknown(Why.SERVER_ERROR)),
        (503, "CHANNEL_UNAVAILABLE", Unknown(Why.SERVER_ERROR)),
        (503, "ISSUER_UNAVAILABLE", Unknown(Why.SERVER_ERROR)),
        (409, "DATA_NOT_FOUND", Unknown(Why.KEY_REUSED)),
        (409, "DUPLICATE_ERROR", Unknown(Why.KEY_REUSED)),
        (404, "DATA_NOT_FOUND", Declined(DeclineReason.ACCOUNT_CLOSED)),
        (400, "INVALID_TOKEN", Declined(DeclineReason.ACCOUNT_CLOSED)),
        (403, "SKIP_3DS_FORBIDDEN", Declined(DeclineReason.METHOD_UNAVAILABLE)),
        (429, "RATE_LIMIT_EXCEEDED", Unknown(Why.NOT_SENT)),
        (400, "TEMPORARILY_UNAVAILABLE", Unknown(Why.NOT_SENT)),
        (201, "", Unknown(Why.UNREADABLE)),
    ],
)
def test_a_charge_is_declined_only_where_no_money_can_have_moved(status, code, outcome):
    def port(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"data": [], "has_more": False})
        return httpx.Response(status, json={"error_code": code, "message": "x"})

    with use_transport(port):
        assert build(FACTS).start(replace(ASKED, token="pt-1")) == outcome


@pytest.mark.parametrize(("status", "why"), [(500, Why.NOT_SENT), (429, Why.NOT_SENT)])
def test_a_charge_is_not_sent_while_what_went_before_cannot_be_asked(status, why):
    with heard((status, {"error_code": "X"})) as calls:
        assert build(FACTS).start(replace(ASKED, token="pt-1")) == Unknown(why)
    assert [call.method for call in calls] == ["GET"]


def test_a_key_that_may_not_read_transactions_still_charges():
    with heard((403, {"error_code": "REQUEST_FORBIDDEN_ERROR"})) as calls:
        outcome = build(FACTS).start(replace(ASKED, token="pt-1"))
    assert outcome == Declined(DeclineReason.METHOD_UNAVAILABLE)
    assert [call.method for call in calls] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, "REFUND_AMOUNT_EXCEEDED", RefundFailed(RefundFailure.TOO_LARGE)),
        (400, "REFUND_IN_PROGRESS", RefundFailed(RefundFailure.GATEWAY_REFUSED)),
        (400, "INSUFFICIENT_BALANCE", RefundFailed(RefundFailure.GATEWAY_REFUSED)),
        (400, "INELIGIBLE_TRANSACTION_STATUS", RefundFailed(RefundFailure.NOT_REFUNDABLE)),
        (400, "PARTIAL_REFUND_COUNTS_EXCEEDED", RefundFailed(RefundFailure.NOT_REFUNDABLE)),
        (403, "REFUND_NOT_SUPPORTED", RefundUnsupported()),
        (403, "PARTIAL_REFUND_NOT_SUPPORTED", RefundFailed(RefundFailure.NOT_REFUNDABLE)),
        (400, "TEMPORARILY_UNAVAILABLE", Unknown(Why.NOT_SENT)),
        (409, "DUPLICATE_ERROR", Unknown(Why.KEY_REUSED)),
        (503, "CHANNEL_UNAVAILABLE", Unknown(Why.SERVER_ERROR)),
        (400, "INVENTED_LATER", Unknown(Why.UNREADABLE)),
    ],
)
def test_a_refused_refund_says_why(status, code, outcome):
    with use_transport(_paid_but_no_refund(status, code)):
        assert build(FACTS).refund(RefundRequest("pr-1", Money(100, "PHP"), "ref_1")) == outcome


def test_a_token_that_is_over_is_forgotten_and_one_that_stays_is_not():
    for status, forgotten in (("CANCELED", True), ("EXPIRED", True), ("FAILED", True), ("ACTIVE", False)):

        def port(request: httpx.Request, status: str = status) -> httpx.Response:
            if request.method == "POST":
                return httpx.Response(400, json={"error_code": "INELIGIBLE_TRANSACTION_STATUS"})
            return httpx.Response(200, json={"status": status})

        with use_transport(port):
            found = build(FACTS).forget_method("pt-1", key="k")
        assert found == (MethodForgotten() if forgotten else Unknown(Why.UNREADABLE)), status


def _payment() -> dict:
    return {
        "payment_id": "py-1",
        "payment_request_id": "pr-1",
        "reference_id": "att_1",
        "business_id": "biz",
        "currency": "PHP",
        "request_amount": 1,
        "status": "SUCCEEDED",
        "channel_code": "GCASH",
        "updated": "2026-01-02T03:04:05Z",
    }


def _paid_but_no_refund(status: int, code: str):
    payment = _payment()
    request = {
        "payment_request_id": "pr-1",
        "status": "SUCCEEDED",
        "reference_id": "att_1",
        "business_id": "biz",
        "latest_payment_id": "py-1",
    }

    def port(asked: httpx.Request) -> httpx.Response:
        if asked.method == "POST":
            return httpx.Response(status, json={"error_code": code, "message": "x"})
        if asked.url.path.startswith("/v3/payments/"):
            return httpx.Response(200, json=payment)
        return httpx.Response(200, json=request if "payment_requests" in asked.url.path else {"data": []})

    return port


def test_a_page_that_names_its_payment_vouches_for_our_key():
    page = {
        "payment_session_id": "ps-1",
        "status": "COMPLETED",
        "reference_id": "att_ours",
        "business_id": "biz",
        "payment_id": "py-1",
        "payment_request_id": "pr-1",
    }
    payment = _payment() | {"reference_id": "made-by-them", "captures": [{"capture_amount": 12.34}]}

    def port(asked: httpx.Request) -> httpx.Response:
        found = {"/sessions/ps-1": page, "/v3/payments/py-1": payment}
        return httpx.Response(200, json=found.get(asked.url.path, {"data": []}))

    with use_transport(port):
        paid = build(FACTS).look_up(LookUp("att_ours", "ps-1"))
    assert (paid.attempt_key, paid.reference, paid.amount) == ("att_ours", "ps-1", Money(1234, "PHP"))


@pytest.mark.parametrize("status", ["INVENTED_LATER", "", None, 7])
def test_a_state_of_tomorrow_is_unreadable_and_never_money(status):
    page = {"payment_session_id": "ps-1", "status": status, "reference_id": "a", "business_id": "biz"}
    with use_transport(lambda _: httpx.Response(200, json=page)):
        assert build(FACTS).look_up(LookUp("", "ps-1")) == Unknown(Why.UNREADABLE)


@pytest.mark.parametrize("captures", [[], None, [{"capture_amount": "x"}], [{"capture_amount": 0.001}], [{}]])
def test_money_whose_amount_nobody_tells_is_unreadable(captures):
    def port(asked: httpx.Request) -> httpx.Response:
        request = {"payment_request_id": "pr-1", "status": "SUCCEEDED", "reference_id": "a", "business_id": "biz"}
        found = {
            "/v3/payment_requests/pr-1": request | {"latest_payment_id": "py-1"},
            "/v3/payments/py-1": _payment() | {"captures": captures},
        }
        return httpx.Response(200, json=found.get(asked.url.path, {"data": []}))

    with use_transport(port):
        assert build(FACTS).look_up(LookUp("", "pr-1")) == Unknown(Why.UNREADABLE)
