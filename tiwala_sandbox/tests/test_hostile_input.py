"""Whatever comes in, a refusal goes out: never a 500, nothing half-written."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

GOOD = {"reference": "a", "amount_minor": 100, "currency": "PHP", "return_url": "http://shop.test/"}
WRONG = [
    {"amount_minor": 0}, {"amount_minor": -1}, {"amount_minor": 1.0}, {"amount_minor": "100"}, {"amount_minor": True},
    {"amount_minor": 10**30}, {"amount_minor": None}, {"currency": "php"}, {"currency": "XXX"}, {"currency": 608},
    {"reference": ""}, {"reference": "a" * 101}, {"reference": "a\u0000b"}, {"reference": "\ud800"}, {"reference": []},
    {"methods": []}, {"methods": "card"}, {"methods": ["card", "card"]}, {"methods": ["gold"]}, {"methods": [{}]},
    {"return_url": "javascript:alert(1)"}, {"return_url": "//shop.test"}, {"return_url": "http://"},
    {"return_url": "http://a@b/"}, {"return_url": "http://shop.test;x/"}, {"return_url": "http://[::1"},
    {"return_url": "http://x:99999/"}, {"return_url": "http://x/" + "a" * 2000}, {"return_url": "http://x/\r\nA: b"},
    {"return_url": None}, {"expires_in_s": 0}, {"save_method": "yes"}, {"capture": "later"}, {"direct": "card"},
    {"direct": "otc", "methods": ["card"]}, {"capture": "manual", "methods": ["wallet"]}, {"unknown": 1}, {"\ud800": 1},
]  # fmt: skip


def is_problem(answer):
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["code"]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: ascii(wrong)[:40])
def test_a_wrong_field_is_refused(gateway, wrong):
    answer = gateway.call("POST", "/v1/checkouts", json.dumps({**GOOD, **wrong}).encode())
    assert is_problem(answer) in ("invalid_field", "currency_not_supported")
    assert gateway.app.state.bank.store.all("SELECT id FROM checkout") == []


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b'{"amount_minor": NaN}',
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"1" * 5_000,
    ],
)
def test_what_is_no_json_object_is_refused(gateway, raw):
    assert is_problem(gateway.call("POST", "/v1/checkouts", raw)) == "invalid_json"


@pytest.mark.parametrize("path", ["/v1/checkouts", "/v1/refunds", "/control/faults", "/v1/nothing"])
def test_a_huge_body_is_refused(gateway, path):
    key = {"Authorization": "Bearer control"} if path.startswith("/control") else {}
    answer = gateway.call("POST", path, b"x" * 70_000, **key)
    assert is_problem(answer) in ("too_large", "not_found")


@pytest.mark.parametrize(
    "key", ["", "Bearer", "Bearer sk_test_", "Bearer sk_test_nobody", "Basic eA==", "Bearer sk_live_demo"]
)
def test_a_wrong_key_is_refused(gateway, key):
    assert is_problem(gateway.call("GET", "/v1/account", Authorization=key)) == "unauthorized"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/checkouts/none",
        "/v1/checkouts/%00",
        "/v1/checkouts/%ff",
        "/v1/refunds/x",
        "/v1/methods/x",
        "/v1/disputes/x",
        "/v1/statements/today",
        "/v1/statements/2026-13-01",
        "/v1/statements/20261204",
        "/v1/statements/2026-12-04?cursor=-1",
        "/v1/payouts?cursor=x",
        "/v1/checkouts?reference=%00",
        "/v1/nowhere",
        "/v1/checkouts?reference=" + "a" * 200,
    ],
)
def test_a_wrong_address_is_refused(gateway, path):
    is_problem(gateway.call("GET", path))


def test_a_wrong_method_is_refused(gateway):
    assert is_problem(gateway.call("PUT", "/v1/checkouts", {})) == "method_not_allowed"


@pytest.mark.parametrize(
    "body",
    [
        {}, {"checkout": "x", "payment": "y"}, {"checkout": "chk_none"}, {"payment": "pmt_none"}, {"checkout": 7},
        {"checkout": "chk_none", "amount_minor": 0}, {"checkout": "chk_none", "reference": None},
    ],
)  # fmt: skip
def test_a_wrong_refund_is_refused(gateway, body):
    is_problem(gateway.call("POST", "/v1/refunds", {"amount_minor": 1, "reference": "r", **body}))


def test_an_unpaid_checkout_cannot_be_refunded(gateway):
    assert is_problem(gateway.refund(gateway.start(), 1)) == "not_found"
    failed = gateway.start()
    gateway.control(f"checkouts/{failed['id']}/fail", {})
    assert is_problem(gateway.refund(failed, 1)) == "payment_not_refundable"


def test_control_is_for_those_who_know_the_word(gateway):
    assert is_problem(gateway.call("POST", "/control/reset", {})) == "unauthorized"


@pytest.mark.parametrize("host", ["10.0.0.7", "203.0.113.9", "::ffff:10.0.0.7", "nonsense", ""])
def test_control_is_for_this_machine_only(host):
    from tiwala_sandbox.control import is_loopback

    assert not is_loopback(host)
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
PATHS = [
    "/v1/checkouts",
    "/v1/refunds",
    "/v1/methods/x/charges",
    "/v1/disputes/x/answer",
    "/control/accounts",
    "/control/faults",
    "/control/clock",
    "/control/disputes",
    "/control/notices/resend",
]
FIELDS = ["reference", "amount_minor", "currency", "methods", "return_url", "checkout", "payment", "account", "secrets",
          "notice_url", "next", "rates", "seed", "offset_s", "notice", "text"]  # fmt: skip


@given(path=st.sampled_from(PATHS), body=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_json_at_all_breaks_it(gateway, path, body):
    key = {"Authorization": "Bearer control"} if path.startswith("/control") else {}
    answer = gateway.call("POST", path, json.dumps(body).encode(), **key)
    assert answer.status_code < 500, answer.text
    answer.json()
