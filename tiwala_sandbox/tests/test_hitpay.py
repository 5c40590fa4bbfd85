"""The stand-in for HitPay: its key, its doors, its money, its events."""

import hashlib
import hmac
import json

import pytest

from tiwala_sandbox.tests.conftest import Gateway
from tiwala_sandbox.vendors.hitpay.dialect import prove
from tiwala_sandbox.vendors.hitpay.stand_in import VENDOR

HOUR = 3600
REQUESTS, HOOKS = "/v1/payment-requests", "/v1/webhook-events"


class Shop:
    """A merchant with a key at the stand-in."""

    def __init__(self):
        self.bank = Gateway(":memory:", vendor=VENDOR)

    def call(self, method, path, body=None, *, key="hitpay_demo"):
        return self.bank.call(method, path, body, **{"X-BUSINESS-API-KEY": key})

    def open(self, amount=150, **more):
        body = {"amount": amount, "currency": "PHP", "reference_number": "att_1", "payment_methods": ["card"]}
        return self.call("POST", REQUESTS, {name: value for name, value in (body | more).items() if value is not None})

    def act(self, ident, act, **order):
        return self.bank.control(f"things/{ident}/{act}", order)

    def paid(self, amount=150, **more):
        ident = self.open(amount, **more).json()["id"]
        return ident, self.act(ident, "pay")["id"]

    def request(self, ident):
        return self.call("GET", f"{REQUESTS}/{ident}")

    def charge(self, ident):
        return self.call("GET", f"/v1/charges/{ident}").json()

    def refund(self, charge, amount):
        return self.call("POST", "/v1/refund", {"amount": amount, "payment_id": charge})


@pytest.fixture
def shop():
    made = Shop()
    yield made
    made.bank.close()


def test_a_key_that_is_nobodys_is_forbidden(shop):
    for key in ("hitpay_nobody", "demo", "", "hitpay_"):
        answer = shop.call("GET", REQUESTS, key=key)
        assert (answer.status_code, answer.json()) == (403, {"message": "Invalid business api key"})


def test_a_page_is_opened_as_their_sample_shows_it(shop):
    made = shop.open(1234567.89, purpose="Invoice 1").json()
    assert (made["amount"], made["currency"], made["status"]) == ("1234567.89", "php", "pending")
    assert made["url"].endswith(made["id"])
    assert "payments" not in made
    assert not [name for name in made if name.startswith("_")]
    assert made["created_at"].count("+") == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": None}, "amount"),
        ({"amount": 0.29}, "amount"),
        ({"amount": 1.001}, "amount"),
        ({"amount": 10**9}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": "moon"}, "amount"),
        ({"currency": None}, "currency"),
        ({"payment_methods": ["moon"]}, "payment_methods"),
        ({"expires_after": "soon"}, "expires_after"),
        ({"redirect_url": "https://localhost/x"}, "redirect_url"),
        ({"webhook": "moon"}, "webhook"),
        ({"reference_number": "x" * 256}, "reference_number"),
    ],
)
def test_a_page_that_cannot_be(shop, wrong, field):
    answer = shop.open(**{"amount": 150} | wrong)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


def test_a_paid_one_shows_its_payment_and_its_charge(shop):
    ident, paid = shop.paid(150.5)
    shown = shop.request(ident).json()
    assert (shown["status"], shown["payments"][0]["id"], shown["payments"][0]["amount"]) == (
        "completed",
        paid,
        "150.50",
    )
    charge = shop.charge(paid)
    assert (charge["amount"], charge["status"], charge["payment_request_id"]) == (150.5, "succeeded", ident)
    assert (charge["refunds"], charge["refunded_amount"]) == ([], 0)
    assert charge["closed_at"].endswith("+08:00")


def test_charges_are_listed_by_request_and_cursor(shop):
    ident, paid = shop.paid()
    shop.paid()
    mine = shop.call("GET", f"/v1/charges?payment_request_id={ident}").json()
    assert [one["id"] for one in mine["data"]] == [paid]
    first = shop.call("GET", "/v1/charges?per_page=1").json()
    second = shop.call("GET", f"/v1/charges?per_page=1&cursor={first['meta']['next_cursor']}").json()
    assert second["data"][0]["id"] == paid
    assert second["meta"]["next_cursor"] is None


def test_requests_are_found_by_a_part_of_their_reference(shop):
    ident = shop.open(reference_number="att_12").json()["id"]
    shop.open(reference_number="other")
    found = shop.call("GET", f"{REQUESTS}?search=att_1&per_page=100").json()
    assert [one["id"] for one in found["data"]] == [ident]
    assert shop.call("GET", f"{REQUESTS}?per_page=101").status_code == 422


def test_what_was_deleted_is_gone_and_what_was_paid_stays(shop):
    ident = shop.open().json()["id"]
    assert shop.call("DELETE", f"{REQUESTS}/{ident}").json() == {"success": True}
    assert shop.request(ident).status_code == 404
    assert shop.call("DELETE", f"{REQUESTS}/{ident}").status_code == 404
    ident, _ = shop.paid()
    assert shop.call("DELETE", f"{REQUESTS}/{ident}").status_code == 422


def test_another_account_sees_nothing_of_it(shop):
    ident, paid = shop.paid()
    back = shop.refund(paid, 10).json()["id"]
    shop.bank.control("accounts", {"account": "other"})
    for path in (f"{REQUESTS}/{ident}", f"/v1/charges/{paid}", f"/v1/refund/{back}"):
        assert shop.call("GET", path, key="hitpay_other").status_code == 404
    assert shop.call("GET", "/v1/charges", key="hitpay_other").json()["data"] == []


def test_a_refund_says_not_who_asked_and_adds_up(shop):
    _, paid = shop.paid(150)
    made = shop.refund(paid, 60).json()
    assert (made["amount_refunded"], made["status"], made["payment_id"]) == (60, "succeeded", paid)
    assert "reference" not in json.dumps(made)
    assert shop.call("GET", f"/v1/refund/{made['id']}").json() == made
    charge = shop.charge(paid)
    assert (charge["refunded_amount"], charge["status"]) == (60, "partially_refunded")
    assert [one["id"] for one in charge["refunds"]] == [made["id"]]
    assert shop.refund(paid, 90.01).json()["errors"].keys() == {"amount"}
    assert shop.refund(paid, 90).status_code == 200
    assert shop.charge(paid)["status"] == "refunded"
    assert shop.refund(paid, 1).json()["errors"].keys() == {"payment_id"}


def test_a_slow_refund_is_decided_later_and_counts_no_more_when_it_fails(shop):
    _, paid = shop.paid(150)
    slow = shop.refund(paid, 77.53).json()
    assert slow["status"] == "pending"
    shop.act(slow["id"], "settle", works=False)
    assert shop.charge(paid)["refunded_amount"] == 0
    assert shop.refund(paid, 77.52).json()["status"] == "failed"
    assert shop.charge(paid)["refunded_amount"] == 0


def test_qr_ph_has_no_way_back_and_a_text_of_its_own(shop):
    made = shop.open(payment_methods=["qrph_netbank"], generate_qr=True).json()
    assert made["qr_code_data"]["qr_code"].startswith("0002")
    paid = shop.act(made["id"], "pay")["id"]
    assert shop.refund(paid, 1).status_code == 400


def test_time_runs_out_for_what_nobody_paid(shop):
    ident, other = (shop.open(expires_after="30 mins").json()["id"] for _ in range(2))
    shop.act(other, "pay")
    shop.bank.control("clock", {"offset_s": HOUR})
    shop.bank.control("tick")
    assert shop.request(ident).json()["status"] == "expired"
    assert shop.request(other).json()["status"] == "completed"


def test_hooks_are_registered_changed_and_forgotten(shop):
    body = {"name": "T", "url": "https://pay.example/n", "event_types": ["payment_request.completed"]}
    made = shop.call("POST", HOOKS, body)
    assert (made.status_code, "salt" in made.json()) == (201, False)
    ident = made.json()["id"]
    assert [one["id"] for one in shop.call("GET", HOOKS).json()] == [ident]
    assert (
        shop.call("PUT", f"{HOOKS}/{ident}", body | {"url": "https://new.example/n"})
        .json()["url"]
        .startswith("https://new")
    )
    assert shop.call("POST", HOOKS, body | {"url": "http://pay.example/n"}).json()["errors"].keys() == {"url"}
    assert shop.call("POST", HOOKS, body | {"event_types": ["moon"]}).status_code == 422
    shop.bank.control("accounts", {"account": "old"})
    assert shop.call("POST", HOOKS, body, key="hitpay_old").status_code == 422
    assert shop.call("DELETE", f"{HOOKS}/{ident}").status_code == 204
    assert shop.call("GET", HOOKS).json() == []


def test_an_event_is_proven_by_its_raw_body():
    said = json.dumps({"id": "x", "status": "completed"}).encode()
    headers = prove(said, ["salt"], 0)
    assert headers["Hitpay-Signature"] == hmac.new(b"salt", said, hashlib.sha256).hexdigest()
    assert (headers["Hitpay-Event-Object"], headers["Hitpay-Event-Type"]) == ("payment_request", "completed")
    charge = json.dumps({"id": "x", "business_id": "b", "status": "refunded", "refunded_amount": 1}).encode()
    assert (prove(charge, ["s"], 0)["Hitpay-Event-Object"], prove(charge, ["s"], 0)["Hitpay-Event-Type"]) == (
        "charge",
        "updated",
    )


def test_the_page_goes_back_with_what_became_of_it(shop):
    ident = shop.open(redirect_url="https://shop.example/back?x=1").json()["id"]
    assert "No real money" in shop.bank.call("GET", f"/hosted/{ident}").text
    answer = shop.bank.call("POST", f"/hosted/{ident}/pay")
    assert answer.headers["location"] == f"https://shop.example/back?x=1&reference={ident}&status=completed"
    assert shop.request(ident).json()["status"] == "completed"
