"""The stand-in for Xendit by itself: its wire as docs.xendit.co has it, and what it remembers."""

import base64
import json

import pytest

from tiwala_sandbox.tests.conftest import Gateway
from tiwala_sandbox.vendors.xendit.stand_in import VENDOR

PAGE = {
    "reference_id": "att_1",
    "session_type": "PAY",
    "mode": "PAYMENT_LINK",
    "amount": 1500,
    "currency": "PHP",
    "country": "PH",
    "allowed_payment_channels": ["CARDS"],
    "success_return_url": "https://shop.example/ok",
}
ASKED = {
    "reference_id": "att_2",
    "type": "PAY",
    "country": "PH",
    "currency": "PHP",
    "request_amount": 99.5,
    "channel_code": "QRPH",
    "channel_properties": {},
}
CUSTOMER = {"type": "INDIVIDUAL", "reference_id": "c1", "individual_detail": {"given_names": "Customer"}}


@pytest.fixture
def bank():
    gateway = Gateway(":memory:", vendor=VENDOR)
    yield gateway
    gateway.close()


def call(bank, method, path, body=None, *, account="demo", key=None, version="2024-11-11", **headers):
    word = base64.b64encode((key or f"xnd_development_{account}:").encode()).decode()
    sent = {"Authorization": f"Basic {word}", **headers} | ({"api-version": version} if version else {})
    return bank.call(method, path, body, **sent)


def opened(bank, **changes):
    answer = call(bank, "POST", "/sessions", PAGE | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


def asked(bank, **changes):
    answer = call(bank, "POST", "/v3/payment_requests", ASKED | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


def act(bank, ident, name, **facts):
    return bank.control(f"things/{ident}/{name}", facts)


def refused(answer):
    return answer.status_code, answer.json()["error_code"]


@pytest.mark.parametrize(
    "key",
    ["xnd_development_demo", "xnd_development_demo:x", "xnd_development_nobody:", "demo:", "xnd_production_demo:", ""],
)
def test_only_a_key_as_user_with_no_password_opens(bank, key):
    assert refused(call(bank, "GET", "/balance", key=key or ":")) == (401, "INVALID_API_KEY")
    assert refused(bank.call("GET", "/balance")) == (401, "INVALID_API_KEY")


def test_v3_wants_its_version_and_the_others_do_not(bank):
    for path in ("/v3/payment_requests/pr-1", "/v3/payments/py-1", "/v3/payment_tokens/pt-1"):
        assert refused(call(bank, "GET", path, version="")) == (400, "API_VALIDATION_ERROR")
        assert refused(call(bank, "GET", path)) == (404, "DATA_NOT_FOUND")
    assert refused(call(bank, "GET", "/sessions/ps-1", version="")) == (404, "NOT_FOUND")


def test_a_page_as_their_document_shows_it(bank):
    body = opened(bank)
    assert body["payment_session_id"].startswith("ps-")
    assert len(body["payment_session_id"]) == 27
    assert (body["status"], body["amount"], body["business_id"]) == ("ACTIVE", 1500, "demo")
    assert (body["payment_request_id"], body["payment_id"], body["payment_token_id"]) == (None, None, None)
    assert body["payment_link_url"].endswith(f"/hosted/{body['payment_session_id']}")
    assert not [name for name in body if name.startswith("_")]
    assert call(bank, "GET", f"/sessions/{body['payment_session_id']}").json() == body


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"session_type": None}, "API_VALIDATION_ERROR"),
        ({"amount": 0}, "INVALID_AMOUNT"),
        ({"amount": -1}, "INVALID_AMOUNT"),
        ({"amount": "1500"}, "INVALID_AMOUNT"),
        ({"amount": 1.005}, "INVALID_AMOUNT"),
        ({"amount": 19.99}, "INVALID_AMOUNT"),
        ({"amount": 1e300}, "INVALID_AMOUNT"),
        ({"amount": True}, "INVALID_AMOUNT"),
        ({"session_type": "SAVE"}, "SESSION_TYPE_NOT_SUPPORTED"),
        ({"mode": "COMPONENTS"}, "MODE_NOT_SUPPORTED"),
        ({"currency": "IDR"}, "INVALID_CURRENCY"),
        ({"success_return_url": "http://localhost/x"}, "INVALID_URL"),
        ({"allowed_payment_channels": ["NOBODY"]}, "INVALID_PAYMENT_CHANNEL"),
        ({"allow_save_payment_method": "FORCED"}, "MISSING_CUSTOMER"),
        ({"allowed_payment_channels": ["GCASH"], "capture_method": "MANUAL"}, "INVALID_PAYMENT_CHANNEL"),
        ({"expires_at": "2026-12-04T04:05:00Z"}, "INVALID_EXPIRY_DATE"),
        ({"reference_id": "x" * 65}, "API_VALIDATION_ERROR"),
    ],
)
def test_what_a_page_cannot_be(bank, changes, code):
    assert refused(call(bank, "POST", "/sessions", PAGE | changes)) == (400, code)


def test_nothing_is_replayed_and_two_pages_may_share_a_reference(bank):
    first = opened(bank)
    again = call(bank, "POST", "/sessions", PAGE, **{"Idempotency-Key": "k"}).json()
    once_more = call(bank, "POST", "/sessions", PAGE, **{"Idempotency-Key": "k"}).json()
    assert len({body["payment_session_id"] for body in (first, again, once_more)}) == 3


def test_a_page_that_is_paid_tells_of_payment_and_page(bank):
    ident = opened(bank)["payment_session_id"]
    body = act(bank, ident, "pay")
    assert body["status"] == "COMPLETED"
    payment = call(bank, "GET", f"/v3/payments/{body['payment_id']}").json()
    assert (payment["status"], payment["request_amount"], payment["reference_id"]) == ("SUCCEEDED", 1500, "att_1")
    assert [one["capture_amount"] for one in payment["captures"]] == [1500]
    bank.control("tick")
    assert [told["event"] for told in bank.merchant.bodies] == ["payment.capture", "payment_session.completed"]
    assert {told["business_id"] for told in bank.merchant.bodies} == {"demo"}
    assert bank.merchant.got[0].headers["x-callback-token"] == "whsec_test_demo"


def test_a_notice_keeps_its_id_over_deliveries(bank):
    bank.merchant.answers = [500, 200]
    asked_for = asked(bank)["payment_request_id"]
    act(bank, asked_for, "pay")
    bank.control("tick")
    bank.wait(60)
    assert len(bank.merchant.got) == 2
    assert len({one.headers["webhook-id"] for one in bank.merchant.got}) == 1


def test_only_an_active_page_is_called_off(bank):
    ident = opened(bank)["payment_session_id"]
    assert call(bank, "POST", f"/sessions/{ident}/cancel", {}).json()["status"] == "CANCELED"
    assert refused(call(bank, "POST", f"/sessions/{ident}/cancel", {})) == (422, "INVALID_SESSION_STATUS")


def test_time_ends_a_page_and_late_money_leaves_it_so(bank):
    ident = opened(bank)["payment_session_id"]
    bank.wait(1801)
    assert call(bank, "GET", f"/sessions/{ident}").json()["status"] == "EXPIRED"
    assert act(bank, ident, "pay")["status"] == "EXPIRED"
    found = call(bank, "GET", "/transactions?reference_id=att_1").json()["data"]
    assert [(row["type"], row["status"], row["amount"]) for row in found] == [("PAYMENT", "SUCCESS", 1500)]


def test_a_qr_asks_for_its_amount_and_a_counter_gives_a_code(bank):
    shown = asked(bank)["actions"][0]
    assert (shown["type"], shown["descriptor"]) == ("PRESENT_TO_CUSTOMER", "QR_STRING")
    assert "540599.50" in shown["value"]
    counter = {"channel_code": "7ELEVEN", "channel_properties": {"payer_name": "Customer"}}
    assert asked(bank, **counter)["actions"][0]["descriptor"] == "PAYMENT_CODE"
    nameless = call(bank, "POST", "/v3/payment_requests", ASKED | counter | {"channel_properties": {}})
    assert refused(nameless) == (400, "API_VALIDATION_ERROR")


def test_only_cards_refuse_a_reference_twice(bank):
    asked(bank)
    asked(bank)
    card = {"channel_code": "CARDS", "request_amount": 20, "reference_id": "att_3"}
    asked(bank, **card)
    assert refused(call(bank, "POST", "/v3/payment_requests", ASKED | card)) == (409, "DATA_NOT_FOUND")


def kept(bank):
    page = opened(bank, allow_save_payment_method="FORCED", customer=CUSTOMER)
    return act(bank, page["payment_session_id"], "pay", keep=True)["payment_token_id"]


def away(bank, token, **changes):
    properties = {"skip_three_ds": True, "card_on_file_type": "MERCHANT_UNSCHEDULED"}
    properties["recurring_configuration"] = {"recurring_expiry": "2030-01-01", "recurring_frequency": 1}
    card = {"channel_code": "CARDS", "payment_token_id": token, "channel_properties": properties}
    return call(bank, "POST", "/v3/payment_requests", ASKED | card | {"request_amount": 500} | changes)


def test_a_saved_card_is_charged_refused_by_amount_and_ended(bank):
    token = kept(bank)
    assert away(bank, token).json()["status"] == "SUCCEEDED"
    no = away(bank, token, reference_id="att_4", request_amount=10054).json()
    assert (no["status"], no["failure_code"]) == ("FAILED", "INSUFFICIENT_BALANCE")
    bare = away(bank, token, reference_id="att_5", channel_properties={"card_on_file_type": "RECURRING"})
    assert refused(bare) == (400, "API_VALIDATION_ERROR")
    assert call(bank, "POST", f"/v3/payment_tokens/{token}/cancel", {}).json()["status"] == "CANCELED"
    assert refused(away(bank, token, reference_id="att_6")) == (400, "INVALID_TOKEN")
    assert refused(call(bank, "POST", f"/v3/payment_tokens/{token}/cancel", {})) == (400, "INACTIVE_PAYMENT_REQUEST")


def test_held_money_is_taken_in_part_once_or_let_go(bank):
    page = opened(bank, capture_method="MANUAL")["payment_session_id"]
    payment = act(bank, page, "authorize")["payment_id"]
    path = f"/v3/payments/{payment}/capture"
    assert refused(call(bank, "POST", path, {"capture_amount": 1500.01})) == (400, "CAPTURE_AMOUNT_EXCEEDED")
    assert call(bank, "POST", path, {"capture_amount": 1000}).json()["captures"][0]["capture_amount"] == 1000
    assert refused(call(bank, "POST", path, {"capture_amount": 1})) == (400, "INELIGIBLE_TRANSACTION_STATUS")
    other = act(bank, opened(bank, capture_method="MANUAL")["payment_session_id"], "authorize")["payment_id"]
    assert call(bank, "POST", f"/v3/payments/{other}/cancel", {}).json()["status"] == "CANCELED"


def test_refunds_say_pending_and_are_told_in_two_envelopes(bank):
    paid = act(bank, opened(bank)["payment_session_id"], "pay")["payment_request_id"]
    ask = {"payment_request_id": paid, "reason": "REQUESTED_BY_CUSTOMER", "amount": 1000, "reference_id": "ref_1"}
    first = call(bank, "POST", "/refunds", ask).json()
    assert (first["status"], first["amount"]) == ("PENDING", 1000)
    assert call(bank, "GET", f"/refunds/{first['id']}").json()["status"] == "SUCCEEDED"
    assert refused(call(bank, "POST", "/refunds", ask)) == (400, "REFUND_AMOUNT_EXCEEDED")
    assert refused(call(bank, "POST", "/refunds", ask | {"reason": "BORED"})) == (400, "API_VALIDATION_ERROR")
    bank.control("tick")
    told = next(body for body in bank.merchant.bodies if body["event"] == "refund.succeeded")
    assert told["data"]["data"]["reference_id"] == "ref_1"
    listed = call(bank, "GET", f"/refunds?payment_request_id={paid}").json()["data"]
    assert [one["id"] for one in listed] == [first["id"]]


def test_a_qr_gives_nothing_back(bank):
    paid = asked(bank)["payment_request_id"]
    act(bank, paid, "pay")
    ask = {"payment_request_id": paid, "reason": "OTHERS"}
    assert refused(call(bank, "POST", "/refunds", ask)) == (403, "REFUND_NOT_SUPPORTED")


def test_books_and_balance_agree(bank):
    paid = act(bank, opened(bank)["payment_session_id"], "pay")["payment_request_id"]
    call(bank, "POST", "/refunds", {"payment_request_id": paid, "reason": "OTHERS", "amount": 500})
    rows = call(bank, "GET", "/transactions").json()["data"]
    assert {(row["type"], row["cashflow"]) for row in rows} == {("PAYMENT", "MONEY_IN"), ("REFUND", "MONEY_OUT")}
    assert call(bank, "GET", "/balance").json() == {"balance": 949.6}


def test_the_list_is_read_page_by_page_and_by_day(bank):
    for _ in range(3):
        act(bank, opened(bank)["payment_session_id"], "pay")
    page = call(bank, "GET", "/transactions?limit=2").json()
    rest = call(bank, "GET", f"/transactions?limit=2&after_id={page['data'][-1]['id']}").json()
    assert (page["has_more"], len(page["data"]), rest["has_more"], len(rest["data"])) == (True, 2, False, 1)
    tomorrow = "/transactions?created[gte]=2026-12-05T00:00:00Z"
    assert call(bank, "GET", tomorrow).json()["data"] == []
    for limit in ("0", "51", "x", "-1"):
        assert refused(call(bank, "GET", f"/transactions?limit={limit}")) == (400, "API_VALIDATION_ERROR")


def test_a_dispute_comes_without_an_envelope_and_ends(bank):
    page = opened(bank)["payment_session_id"]
    act(bank, page, "pay")
    dispute = act(bank, page, "dispute", amount=500)
    assert (dispute["status"], dispute["amount"]["initial"]) == ("ACTION_REQUIRED", "500.00")
    act(bank, dispute["id"], "lose")
    assert call(bank, "GET", f"/v1/disputes/{dispute['id']}").json()["status"] == "LOST"
    bank.control("tick")
    told = [body for body in bank.merchant.bodies if body["event"].startswith("dispute.")]
    assert [body["event"] for body in told] == ["dispute.action_required", "dispute.lost"]
    assert "business_id" not in told[0]


def test_another_account_sees_and_moves_nothing(bank):
    bank.control("accounts", {"account": "other"})
    page = opened(bank)["payment_session_id"]
    done = act(bank, page, "pay")
    for path in (f"/sessions/{page}", f"/v3/payment_requests/{done['payment_request_id']}"):
        assert call(bank, "GET", path, account="other").status_code == 404
        assert call(bank, "POST", f"{path}/cancel", {}, account="other").status_code == 404
    ask = {"payment_request_id": done["payment_request_id"], "reason": "OTHERS"}
    assert refused(call(bank, "POST", "/refunds", ask, account="other")) == (404, "DATA_NOT_FOUND")
    assert call(bank, "GET", "/transactions", account="other").json()["data"] == []
    listed = f"/refunds?payment_request_id={done['payment_request_id']}"
    assert call(bank, "GET", listed, account="other").json()["data"] == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"\xff", json.dumps(["x"]).encode(), b"[" * 5000])
@pytest.mark.parametrize("path", ["/sessions", "/v3/payment_requests", "/refunds", "/v3/payments/py-1/capture"])
def test_whatever_body_comes_is_refused_in_their_words(bank, path, body):
    status, code = refused(call(bank, "POST", path, body))
    assert 400 <= status < 500
    assert code.isupper()


def test_a_payer_pays_on_the_page_and_comes_back(bank):
    ident = opened(bank)["payment_session_id"]
    assert "PHP 1500.00" in bank.page(f"/hosted/{ident}").text
    gone = bank.submit(f"/hosted/{ident}/pay")
    assert (gone.status_code, gone.headers["location"]) == (303, "https://shop.example/ok")
    assert call(bank, "GET", f"/sessions/{ident}").json()["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("error_500", 500, "SERVER_ERROR"),
        ("rate_429", 429, "RATE_LIMIT_EXCEEDED"),
        ("error_503", 503, "CHANNEL_UNAVAILABLE"),
    ],
)
def test_faults_speak_their_language_and_tell_two_calls_apart(bank, kind, status, code):
    token = kept(bank)
    bank.control("faults", {"next": [{"kind": kind, "where": "charge"}]})
    asked(bank)
    assert refused(away(bank, token)) == (status, code)
