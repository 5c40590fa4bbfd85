"""The stand-in for PayPal: its keys, its doors, its money, its events; and whatever else may come in."""

import base64
import json
import zlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiwala_sandbox.tests.conftest import Gateway
from tiwala_sandbox.vendors.paypal.dialect import pem, prove
from tiwala_sandbox.vendors.paypal.stand_in import VENDOR

TOKENS, ORDERS = "/v1/oauth2/token", "/v2/checkout/orders"
CONTEXT = {"return_url": "https://shop.example/back?x=1", "cancel_url": "https://shop.example/off"}
UNIT = {"reference_id": "default", "custom_id": "att_1", "amount": {"currency_code": "PHP", "value": "150.00"}}
SOURCE = {"paypal": {"experience_context": CONTEXT}}
GOOD = {"intent": "CAPTURE", "purchase_units": [UNIT], "payment_source": SOURCE}
OFF = [{"op": "replace", "path": "/purchase_units/@reference_id=='default'/custom_id", "value": "att_1:off"}]
NOTHING, DEMO, HOUR = "0" * 17, "A21AAdemo", 3600


class Shop:
    """A merchant with a token at the stand-in."""

    def __init__(self):
        self.bank, self.keys = Gateway(":memory:", vendor=VENDOR), 0

    def call(self, method, path, body=None, *, token=DEMO, key=""):
        self.keys += 1
        said = {"Authorization": f"Bearer {token}", "PayPal-Request-Id": key or f"key-{self.keys}"}
        return self.bank.call(method, path, body, **said)

    def open(self, **changes):
        return self.call("POST", ORDERS, GOOD | changes)

    def act(self, ident, act, **order):
        return self.bank.control(f"things/{ident}/{act}", order)

    def taken(self, value="150.00"):
        unit = UNIT | {"amount": {"currency_code": "PHP", "value": value}}
        ident = self.open(purchase_units=[unit]).json()["id"]
        self.act(ident, "pay")
        made = self.call("POST", f"{ORDERS}/{ident}/capture", {}).json()
        return ident, made["purchase_units"][0]["payments"]["captures"][0]["id"]

    def refund(self, capture, value, **more):
        body = {"amount": {"currency_code": "PHP", "value": value}} | more
        return self.call("POST", f"/v2/payments/captures/{capture}/refund", body)

    def unit(self, ident):
        return self.call("GET", f"{ORDERS}/{ident}").json()["purchase_units"][0]


@pytest.fixture
def shop():
    made = Shop()
    yield made
    made.bank.close()


def issue(answer):
    assert 400 <= answer.status_code < 500, answer.text
    body = answer.json()
    assert set(body) == {"name", "message", "debug_id", "details", "links"}
    return body["details"][0]["issue"]


def basic(pair):
    return "Basic " + base64.b64encode(pair.encode()).decode()


FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_a_token_is_for_the_apps_keys(shop):
    made = shop.bank.call(
        "POST", TOKENS, b"grant_type=client_credentials", Authorization=basic("app-demo:secret-demo"), **FORM
    )
    assert (made.status_code, made.json()["access_token"], made.json()["expires_in"]) == (200, "A21AAdemo", 32400)
    none = shop.bank.call("POST", TOKENS, b"grant_type=moon", Authorization=basic("app-demo:secret-demo"), **FORM)
    assert none.status_code == 400


@pytest.mark.parametrize(
    "key",
    [
        "",
        "Basic",
        "Basic moon",
        "Basic " + base64.b64encode(b"\xff\xfe").decode(),
        basic("demo:secret-demo"),
        basic("app-demo:wrong"),
        basic("app-nobody:secret-nobody"),
        basic("app-:secret-"),
        basic("app-d\u00e9mo:secret-d\u00e9mo"),
        basic("app-demo"),
    ],
)
def test_other_keys_get_none(shop, key):
    answer = shop.bank.call("POST", TOKENS, b"grant_type=client_credentials", Authorization=key, **FORM)
    assert answer.status_code == 401


@pytest.mark.parametrize("token", ["", "A21AA", "A21AAnobody", "demo", "A21AA%00", "A21AA'--"])
def test_a_token_that_is_nobodys_opens_no_door(shop, token):
    ident, capture = shop.taken()
    for method, path in (
        ("POST", ORDERS),
        ("GET", f"{ORDERS}/{ident}"),
        ("PATCH", f"{ORDERS}/{ident}"),
        ("POST", f"{ORDERS}/{ident}/capture"),
        ("POST", f"/v2/payments/captures/{capture}/refund"),
    ):
        assert shop.call(method, path, GOOD if method == "POST" else None, token=token).status_code == 401


def test_another_account_sees_and_takes_nothing_of_it(shop):
    ident, capture = shop.taken()
    back = shop.refund(capture, "10.00").json()["id"]
    waiting = shop.open().json()["id"]
    shop.act(waiting, "pay")
    shop.bank.control("accounts", {"account": "other"})
    for method, path, body in (
        ("GET", f"{ORDERS}/{ident}", None),
        ("PATCH", f"{ORDERS}/{waiting}", OFF),
        ("POST", f"{ORDERS}/{waiting}/capture", {}),
        ("POST", f"/v2/payments/captures/{capture}/refund", {}),
        ("GET", f"/v2/payments/refunds/{back}", None),
    ):
        answer = shop.call(method, path, body, token="A21AAother")
        assert (answer.status_code, issue(answer)) == (404, "INVALID_RESOURCE_ID")
    assert shop.unit(waiting)["custom_id"] == "att_1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"intent": "TAKE"},
        {"intent": None},
        {"purchase_units": None},
        {"purchase_units": []},
        {"purchase_units": [UNIT, UNIT]},
        {"purchase_units": [None]},
        {"purchase_units": ["x"]},
        {"purchase_units": [UNIT | {"custom_id": "x" * 128}]},
        {"purchase_units": [UNIT | {"custom_id": 7}]},
        {"purchase_units": [UNIT | {"custom_id": "a\x00"}]},
        {"purchase_units": [UNIT | {"custom_id": "\ud800"}]},
        {"purchase_units": [UNIT | {"description": []}]},
        {"payment_source": None},
        {"payment_source": {"paypal": []}},
        {"payment_source": {"paypal": {}}},
        {"payment_source": {"paypal": {"experience_context": {}}}},
        {"payment_source": {"paypal": {"experience_context": CONTEXT | {"return_url": "javascript:alert(1)"}}}},
        {"payment_source": {"paypal": {"experience_context": CONTEXT | {"cancel_url": "https://x/\r\nA: b"}}}},
    ],
    ids=lambda wrong: ascii(wrong)[:40],
)
def test_an_order_that_cannot_be(shop, wrong):
    issue(shop.call("POST", ORDERS, json.dumps(GOOD | wrong).encode()))
    assert shop.bank.app.state.bank.store.all("SELECT id FROM thing WHERE kind = 'order'") == []


@pytest.mark.parametrize(
    "amount",
    [
        None,
        "150.00",
        {},
        {"value": "150.00"},
        {"currency_code": "PHP", "value": 150},
        {"currency_code": "PHP", "value": "150"},
        {"currency_code": "PHP", "value": "150.0"},
        {"currency_code": "PHP", "value": "-1.00"},
        {"currency_code": "PHP", "value": "0.00"},
        {"currency_code": "PHP", "value": "1e3"},
        {"currency_code": "PHP", "value": "9" * 5000 + ".00"},
        {"currency_code": "PHP", "value": "\u0661.00"},
        {"currency_code": "php", "value": "1.00"},
        {"currency_code": [], "value": "1.00"},
    ],
    ids=lambda amount: ascii(amount)[:40],
)
def test_an_amount_that_is_none(shop, amount):
    issue(shop.open(purchase_units=[UNIT | {"amount": amount}]))
    _, capture = shop.taken()
    issue(shop.call("POST", f"/v2/payments/captures/{capture}/refund", {"amount": amount}))


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [{}],
        [None],
        ["x"],
        OFF + OFF,
        [OFF[0] | {"op": "remove"}],
        [OFF[0] | {"path": "/purchase_units/@reference_id=='default'/amount"}],
        [OFF[0] | {"value": 1}],
        [OFF[0] | {"value": "x" * 128}],
        {"changes": OFF + OFF},
        {},
    ],
    ids=lambda changes: ascii(changes)[:40],
)
def test_a_change_that_cannot_be(shop, changes):
    ident = shop.open().json()["id"]
    issue(shop.call("PATCH", f"{ORDERS}/{ident}", changes))
    assert shop.unit(ident)["custom_id"] == "att_1"


def test_an_order_waits_is_approved_and_is_taken_once(shop):
    made = shop.open().json()
    ident, capture = made["id"], f"{ORDERS}/{made['id']}/capture"
    assert made["status"] == "PAYER_ACTION_REQUIRED"
    assert not [name for name in made if name.startswith("_")]
    assert issue(shop.call("POST", capture, {})) == "ORDER_NOT_APPROVED"
    assert shop.act(ident, "pay")["status"] == "APPROVED"
    first = shop.call("POST", capture, {}, key="once")
    assert (first.status_code, first.json()["status"]) == (201, "COMPLETED")
    assert shop.call("POST", capture, {}, key="once").json() == first.json()
    assert issue(shop.call("POST", capture, {})) == "ORDER_ALREADY_CAPTURED"
    assert len(shop.unit(ident)["payments"]["captures"]) == 1
    assert issue(shop.call("PATCH", f"{ORDERS}/{ident}", OFF)) == "ORDER_ALREADY_COMPLETED"


def test_a_key_is_forgotten_after_six_hours(shop):
    first = shop.call("POST", ORDERS, GOOD, key="k").json()["id"]
    assert shop.call("POST", ORDERS, GOOD, key="k").json()["id"] == first
    shop.bank.wait(6 * HOUR + 1)
    assert shop.call("POST", ORDERS, GOOD, key="k").json()["id"] != first


def test_an_order_that_nobody_took_runs_out_and_takes_nothing_more(shop):
    ident = shop.open().json()["id"]
    shop.act(ident, "pay")
    shop.bank.wait(4 * HOUR)
    assert shop.call("GET", f"{ORDERS}/{ident}").json()["status"] == "VOIDED"
    assert issue(shop.call("POST", f"{ORDERS}/{ident}/capture", {})) == "ORDER_NOT_APPROVED"


def test_refunds_add_up_and_no_more_goes_back(shop):
    ident, capture = shop.taken("150.00")
    assert shop.refund(capture, "60.00", custom_id="ref_1").json()["custom_id"] == "ref_1"
    assert shop.unit(ident)["payments"]["captures"][0]["status"] == "PARTIALLY_REFUNDED"
    assert issue(shop.refund(capture, "90.01")) == "REFUND_AMOUNT_EXCEEDED"
    issue(shop.refund(capture, "1.00", custom_id=[]))
    rest = shop.call("POST", f"/v2/payments/captures/{capture}/refund", {}).json()
    assert rest["amount"]["value"] == "90.00"
    assert shop.unit(ident)["payments"]["captures"][0]["status"] == "REFUNDED"
    assert issue(shop.refund(capture, "0.01")) == "CAPTURE_FULLY_REFUNDED"
    assert len(shop.unit(ident)["payments"]["refunds"]) == 2


def test_a_payee_is_another_or_not_named_when_told_so(shop):
    for payee, shown in (("", None), ("other", {"merchant_id": "other"})):
        ident = shop.open().json()["id"]
        shop.act(ident, "pay", payee=payee)
        assert shop.unit(ident).get("payee") == shown


def test_an_event_is_signed_for_its_webhook():
    body = b'{"id":"WH-1"}'
    headers = prove(body, ["HOOK"], 0)
    said = f"{headers['Paypal-Transmission-Id']}|1970-01-01T00:00:00Z|HOOK|{zlib.crc32(body)}".encode()
    key = x509.load_pem_x509_certificate(pem()).public_key()
    key.verify(base64.b64decode(headers["Paypal-Transmission-Sig"]), said, PKCS1v15(), SHA256())


def test_the_page_goes_back_with_the_orders_id(shop):
    ident = shop.open().json()["id"]
    assert "No real money" in shop.bank.page(f"/hosted/{ident}").text
    answer = shop.bank.submit(f"/hosted/{ident}/pay")
    assert answer.headers["location"] == f"https://shop.example/back?x=1&token={ident}"
    assert shop.call("GET", f"{ORDERS}/{ident}").json()["status"] == "APPROVED"


@pytest.mark.parametrize("raw", [b"{", b"null", b'"x"', b"\xff\xfe", b"[" * 60_000, b"1" * 5_000, b"x" * 70_000])
def test_what_is_no_json_is_refused(shop, raw):
    ident, capture = shop.taken()
    for method, path in (
        ("POST", ORDERS),
        ("PATCH", f"{ORDERS}/{ident}"),
        ("POST", f"{ORDERS}/{ident}/capture"),
        ("POST", f"/v2/payments/captures/{capture}/refund"),
    ):
        issue(shop.call(method, path, raw))


@pytest.mark.parametrize("ident", [NOTHING, "x", "%00", "%ff", "'--", "..", "9" * 400])
def test_ids_of_nothing_are_not_found(shop, ident):
    for method, path in (
        ("GET", f"{ORDERS}/{ident}"),
        ("PATCH", f"{ORDERS}/{ident}"),
        ("POST", f"{ORDERS}/{ident}/capture"),
        ("POST", f"/v2/payments/captures/{ident}/refund"),
        ("GET", f"/v2/payments/refunds/{ident}"),
    ):
        assert shop.call(method, path, OFF if method == "PATCH" else None).status_code in (404, 405)


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
near = st.dictionaries(st.sampled_from([*GOOD, "amount", "custom_id"]), odd, max_size=3).map(
    lambda changes: GOOD | changes
)
units = st.dictionaries(st.sampled_from([*UNIT, "description"]), odd, max_size=3).map(
    lambda changes: GOOD | {"purchase_units": [UNIT | changes]}
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
@given(body=odd | near | units)
def test_whatever_comes_in_an_answer_of_theirs_goes_out(shop, body):
    ident, capture = shop.taken()
    raw = json.dumps(body).encode()
    for method, path in (
        ("POST", ORDERS),
        ("PATCH", f"{ORDERS}/{ident}"),
        ("POST", f"/v2/payments/captures/{capture}/refund"),
    ):
        answer = shop.call(method, path, raw)
        assert answer.status_code in (200, 201, 204) or issue(answer)


def held(shop):
    ident = shop.open(intent="AUTHORIZE").json()["id"]
    shop.act(ident, "pay")
    made = shop.call("POST", f"{ORDERS}/{ident}/authorize", {}).json()
    return ident, made["purchase_units"][0]["payments"]["authorizations"][0]["id"]


def take(shop, hold, value="150.00", **changes):
    body = {"amount": {"currency_code": "PHP", "value": value}, "final_capture": True} | changes
    return shop.call("POST", f"/v2/payments/authorizations/{hold}/capture", body)


def test_money_set_aside_is_taken_once_and_no_more_than_it_is(shop):
    ident, hold = held(shop)
    assert issue(shop.call("POST", f"{ORDERS}/{ident}/authorize", {})) == "ORDER_ALREADY_AUTHORIZED"
    assert issue(take(shop, hold, "150.01")) == "MAX_CAPTURE_AMOUNT_EXCEEDED"
    assert take(shop, hold, "100.00").status_code == 201
    assert issue(take(shop, hold, "50.00")) == "AUTHORIZATION_ALREADY_CAPTURED"
    assert shop.unit(ident)["payments"]["authorizations"][0]["status"] == "PARTIALLY_CAPTURED"


def test_money_that_was_let_go_cannot_be_taken(shop):
    ident, hold = held(shop)
    assert shop.call("POST", f"/v2/payments/authorizations/{hold}/void").json()["status"] == "VOIDED"
    assert issue(take(shop, hold)) == "AUTHORIZATION_VOIDED"
    other, gone = held(shop)
    shop.act(other, "time_over")
    assert issue(take(shop, gone)) == "AUTHORIZATION_VOIDED"
    assert issue(shop.call("POST", f"{ORDERS}/{ident}/capture", {})) != ""


def test_an_order_is_taken_as_it_was_asked_for(shop):
    ident = shop.open().json()["id"]
    shop.act(ident, "pay")
    assert issue(shop.call("POST", f"{ORDERS}/{ident}/authorize", {})) == "ACTION_DOES_NOT_MATCH_INTENT"


def test_a_dispute_goes_from_asking_to_its_end(shop):
    ident, capture = shop.taken()
    made = shop.act(ident, "dispute", stage="INQUIRY")
    path = f"/v1/customer/disputes/{made['dispute_id']}"
    assert made["disputed_transactions"][0]["seller_transaction_id"] == capture
    assert "money_movements" not in made
    shop.act(made["dispute_id"], "escalate")
    assert {one["type"] for one in shop.call("GET", path).json()["money_movements"]} == {"DEBIT"}
    shop.act(made["dispute_id"], "win")
    ended = shop.call("GET", path).json()
    assert (ended["status"], ended["dispute_outcome"]["outcome_code"]) == ("RESOLVED", "RESOLVED_SELLER_FAVOUR")
    assert "dispute_state" not in ended
    with pytest.raises(AssertionError, match="action_not_allowed"):
        shop.act(made["dispute_id"], "lose")


def test_disputes_are_listed_by_their_change_a_page_at_a_time(shop):
    ident, _ = shop.taken()
    for _ in range(3):
        shop.act(ident, "dispute")
    first = shop.call("GET", "/v1/customer/disputes?page_size=2").json()
    assert (len(first["items"]), first["links"][-1]["rel"]) == (2, "next")
    token = first["links"][-1]["href"].rpartition("next_page_token=")[2].replace("+", "%2B")
    last = shop.call("GET", f"/v1/customer/disputes?page_size=2&next_page_token={token}").json()
    assert (len(last["items"]), len(last["links"])) == (1, 1)
    assert "items" not in shop.call("GET", "/v1/customer/disputes?update_time_after=2099-01-01T00:00:00.000Z").json()
    for wrong in ("page_size=0", "page_size=51", "next_page_token=!", "update_time_after=soon"):
        assert shop.call("GET", f"/v1/customer/disputes?{wrong}").status_code == 400
    assert issue(shop.call("GET", "/v1/customer/disputes/PP-D-0")) == "RESOURCE_NOT_FOUND"
