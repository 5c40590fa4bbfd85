"""The stand-in for Maya: its keys, its doors, its day, its codes."""

import base64

import pytest

from tiwala_sandbox.tests.conftest import Gateway
from tiwala_sandbox.vendors.maya.stand_in import VENDOR

HOUR, DAY = 3600, 86_400
BACK = {"success": "http://shop.test/yes", "failure": "http://shop.test/no", "cancel": "http://shop.test/back"}


class Shop:
    """A merchant with a pair of keys at the stand-in."""

    def __init__(self):
        self.bank = Gateway(":memory:", vendor=VENDOR)

    def call(self, method, path, body=None, *, key="sk-demo"):
        packed = base64.b64encode(f"{key}:".encode()).decode()
        return self.bank.call(method, path, body, Authorization=f"Basic {packed}")

    def get(self, path):
        return self.call("GET", path).json()

    def open(self, value=150, *, path="/checkout/v1/checkouts", reference="att_1", **more):
        body = {"totalAmount": {"value": value, "currency": "PHP"}, "requestReferenceNumber": reference}
        return self.call("POST", path, {**body, "redirectUrl": BACK, **more}, key="pk-demo")

    def act(self, ident, act, **order):
        return self.bank.control(f"things/{ident}/{act}", order)

    def paid(self, value=150, **more):
        ident = self.open(value, **more).json()["checkoutId"]
        self.act(ident, "pay")
        return ident

    def refund(self, ident, value):
        body = {"totalAmount": {"amount": value, "currency": "PHP"}, "reason": "Wrong size"}
        return self.call("POST", f"/payments/v1/payments/{ident}/refunds", body)

    def void(self, ident):
        return self.call("POST", f"/payments/v1/payments/{ident}/voids", {"reason": "Wrong size"})

    def payment(self, ident):
        return self.get(f"/payments/v1/payments/{ident}")


@pytest.fixture
def shop():
    made = Shop()
    yield made
    made.bank.close()


def test_the_public_key_opens_pages_and_the_secret_key_does_the_rest(shop):
    opened = shop.open()
    assert opened.status_code == 200
    ident = opened.json()["checkoutId"]
    assert opened.json()["redirectUrl"].endswith(ident)
    assert shop.call("POST", "/checkout/v1/checkouts", {}, key="sk-demo").json()["code"] == "K003"
    assert shop.call("GET", f"/payments/v1/payments/{ident}", key="pk-demo").status_code == 401
    assert shop.call("GET", f"/payments/v1/payments/{ident}/status", key="pk-demo").json()["status"] == "PENDING_TOKEN"
    assert "error" in shop.call("GET", f"/payments/v1/payments/{ident}", key="sk-nobody").json()


def test_a_payment_of_another_account_is_not_there(shop):
    ident = shop.paid()
    shop.bank.control("accounts", {"account": "other"})
    assert shop.call("GET", f"/payments/v1/payments/{ident}", key="sk-other").json()["code"] == "PY0009"
    assert shop.call("GET", "/payments/v1/payment-rrns/att_1", key="sk-other").status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"totalAmount": {"value": "150", "currency": "PHP"}}, "2553"),
        ({"totalAmount": {"value": 1.001, "currency": "PHP"}}, "2553"),
        ({"totalAmount": {"value": 0, "currency": "PHP"}}, "2553"),
        ({"totalAmount": {"value": 1, "currency": "USD"}}, "PY0037"),
        ({"totalAmount": None}, "2553"),
        ({"requestReferenceNumber": "x" * 37}, "2553"),
        ({"redirectUrl": None}, "2553"),
        ({"authorizationType": "SOMETIMES"}, "2553"),
    ],
)
def test_a_page_that_cannot_be(shop, body, code):
    answer = (
        shop.open(**body)
        if "totalAmount" not in body
        else shop.call(
            "POST",
            "/checkout/v1/checkouts",
            {"requestReferenceNumber": "att_1", "redirectUrl": BACK, **body},
            key="pk-demo",
        )
    )
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_payer_pays_on_the_page_and_the_merchant_hears_of_it(shop):
    ident = shop.open(1000.1).json()["checkoutId"]
    assert "PHP 1,000.10" in shop.bank.page(f"/hosted/{ident}").text
    gone = shop.bank.submit(f"/hosted/{ident}/pay")
    assert (gone.status_code, gone.headers["location"]) == (303, BACK["success"])
    shop.bank.control("tick")
    told = shop.bank.merchant.bodies[0]
    assert (told["id"], told["status"], told["amount"], told["isPaid"]) == (ident, "PAYMENT_SUCCESS", "1000.1", True)
    assert not any(name.startswith("_") for name in told)
    assert shop.get("/payments/v1/payment-rrns/att_1") == [shop.payment(ident)]
    assert shop.get(f"/checkout/v1/checkouts/{ident}")["status"] == "COMPLETED"


def test_a_page_ends_after_an_hour_and_the_wallets_after_half_of_one(shop):
    page = shop.open().json()["checkoutId"]
    wallet = shop.open(path="/payby/v2/paymaya/payments").json()["paymentId"]
    shop.bank.wait(HOUR / 2 + 1)
    assert (shop.payment(page)["status"], shop.payment(wallet)["status"]) == ("PENDING_TOKEN", "PAYMENT_EXPIRED")
    shop.bank.wait(HOUR / 2)
    assert shop.payment(page)["status"] == "PAYMENT_EXPIRED"
    assert shop.call("POST", f"/payments/v1/payments/{page}/cancel", {}).json()["code"] == "PY0044"


def test_a_code_of_qr_ph_carries_its_amount(shop):
    made = shop.open(path="/payments/v1/qr/payments").json()
    assert made["qrCodeBody"].startswith("000201")
    assert "5406150.00" in made["qrCodeBody"]
    shop.act(made["paymentId"], "pay")
    found = shop.payment(made["paymentId"])
    assert (found["fundSource"]["type"], found["canVoid"], found["canRefund"]) == ("qrph", False, False)
    assert shop.refund(made["paymentId"], 1).status_code == 401


def test_void_today_refund_tomorrow(shop):
    today, tomorrow = shop.paid(), shop.paid(reference="att_2")
    assert shop.refund(today, 1).json()["code"] == "PY0047"
    assert shop.void(today).json()["status"] == "SUCCESS"
    assert shop.void(today).json()["code"] == "PY0045"
    assert shop.payment(today)["status"] == "VOIDED"
    shop.bank.wait(12 * HOUR)
    assert shop.void(tomorrow).json()["code"] == "PY0045"
    told = shop.refund(tomorrow, 100.5).json()
    assert told["refundedAmount"] == {"value": 100.5, "currency": "PHP"}
    assert shop.refund(tomorrow, 49.51).json()["code"] == "PY0048"
    assert shop.refund(tomorrow, 49.5).status_code == 200
    assert [row["amount"] for row in shop.get(f"/payments/v1/payments/{tomorrow}/refunds")] == ["49.5", "100.5"]
    assert shop.payment(tomorrow)["canRefund"] is False
    shop.bank.wait(180 * DAY)
    assert shop.refund(shop.paid(reference="att_3"), 1).status_code == 401


def test_amounts_with_a_will_of_their_own(shop):
    ident = shop.paid(1000)
    shop.bank.wait(DAY)
    slow = shop.refund(ident, 77.53)
    assert (slow.status_code, slow.json()["status"]) == (202, "ONGOING")
    assert shop.refund(ident, 77.52).json()["status"] == "FAILED"
    assert shop.refund(ident, 922.48).json()["code"] == "PY0048"


def test_held_money_is_captured_in_parts_or_let_go(shop):
    held = shop.paid(authorizationType="NORMAL")
    assert (shop.payment(held)["status"], shop.payment(held)["canCapture"]) == ("AUTHORIZED", True)
    path = f"/payments/v1/payments/{held}/capture"
    part = shop.call("POST", path, {"captureAmount": {"amount": 100, "currency": "PHP"}}).json()
    assert (part["status"], part["amount"]) == ("PAYMENT_SUCCESS", "100")
    assert (shop.payment(held)["status"], shop.payment(held)["capturedAmount"]) == ("CAPTURED", "100")
    assert shop.call("POST", path, {"captureAmount": {"amount": 50.01, "currency": "PHP"}}).status_code == 400
    shop.call("POST", path, {"captureAmount": {"amount": 50, "currency": "PHP"}})
    assert shop.payment(held)["status"] == "DONE"
    assert len(shop.get("/payments/v1/payment-rrns/att_1")) == 3
    other = shop.paid(reference="att_2", authorizationType="FINAL")
    assert shop.void(other).status_code == 200
    assert shop.payment(other)["status"] == "VOIDED"


def test_a_card_is_kept_by_its_payments_token_once_and_forgotten(shop):
    token = shop.payment(shop.paid())["paymentTokenId"]
    customer = shop.call("POST", "/payments/v1/customers", {}).json()["id"]
    cards = f"/payments/v1/customers/{customer}/cards"
    assert shop.call("POST", cards, {"paymentTokenId": "nobody"}).json()["code"] == "PY0008"
    card = shop.call("POST", cards, {"paymentTokenId": token, "isDefault": True}).json()
    assert (card["state"], card["maskedPan"]) == ("VERIFIED", "512345******2346")
    assert shop.call("POST", cards, {"paymentTokenId": token}).json()["code"] == "PY0007"
    assert shop.get(cards) == [card]
    one = f"{cards}/{card['cardTokenId']}"
    asked = {"totalAmount": {"amount": 10, "currency": "PHP"}, "requestReferenceNumber": "att_9"}
    assert shop.call("POST", f"{one}/payments", asked).json()["status"] == "PAYMENT_SUCCESS"
    shop.act(card["cardTokenId"], "play", plays="challenge")
    assert shop.call("POST", f"{one}/payments", asked).json()["verificationUrl"]
    assert shop.call("DELETE", one).status_code == 200
    assert shop.call("POST", f"{one}/payments", asked).json()["code"] == "PY0027"
    shop.call("DELETE", f"/payments/v1/customers/{customer}")
    assert shop.call("GET", cards).json()["code"] == "PY0023"


def test_one_address_for_each_event(shop):
    path = "/payments/v1/webhooks"
    asked = {"name": "PAYMENT_SUCCESS", "callbackUrl": "http://127.0.0.1:9/here"}
    made = shop.call("POST", path, asked).json()
    assert shop.call("POST", path, asked).json()["code"] == "PY0039"
    assert shop.call("POST", path, {**asked, "name": "MOON"}).json()["code"] == "2553"
    changed = shop.call("PUT", f"{path}/{made['id']}", {**asked, "callbackUrl": "http://127.0.0.1:9/there"}).json()
    assert shop.get("/checkout/v1/webhooks") == [changed]
    assert shop.call("DELETE", f"{path}/{made['id']}").status_code == 200
    assert shop.call("DELETE", f"{path}/{made['id']}").json()["code"] == "PY0038"


@pytest.mark.parametrize(("fault", "status", "code"), [("error_500", 500, "PY0001"), ("rate_429", 429, "K007")])
def test_faults_speak_its_language(shop, fault, status, code):
    shop.bank.control("faults", {"next": [{"kind": fault, "where": "start"}]})
    answer = shop.open()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert shop.open().status_code == 200
