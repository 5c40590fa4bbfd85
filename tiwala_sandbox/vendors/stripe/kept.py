"""Customers and the cards that they let the merchant keep."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.stripe import showing

CARD = {
    "brand": "visa",
    "checks": {"cvc_check": "pass"},
    "country": "PH",
    "exp_month": 12,
    "exp_year": 2034,
    "fingerprint": "Xt5EWLLDS7FJjR1c",
    "funding": "credit",
    "last4": "4242",
    "network": "visa",
    "wallet": None,
}


def make_customer(bank: Bank, *, account: str) -> Row:
    """A customer without a name."""
    ident = new_id("cus").replace("cus_", "cus_T")
    body = {"id": ident, "object": "customer", "created": int(bank.now()), "livemode": False, "metadata": {}}
    return shelf.keep(bank, "customer", ident, body, account=account)


def make_method(bank: Bank, kind: str, *, account: str, customer: str | None = None, plays: str = "approve") -> Row:
    """A payment method; `plays` is what its bank will say to later charges."""
    ident = new_id("pm")
    body: Row = {
        "id": ident,
        "object": "payment_method",
        "created": int(bank.now()),
        "customer": customer,
        "livemode": False,
        "metadata": {},
        "type": kind,
        "_plays": plays,
    }
    if kind == "card":
        body["card"] = dict(CARD)
    return shelf.keep(bank, "payment_method", ident, body, account=account)


def show(call: Call) -> Answer:
    """GET /v1/payment_methods/{id}."""
    return showing.one(call, shelf.get(call.bank, call.path["id"], kind="payment_method", account=call.account))


def detach(call: Call) -> Answer:
    """POST /v1/payment_methods/{id}/detach."""
    method = shelf.get(call.bank, call.path["id"], kind="payment_method", account=call.account)
    if not method["customer"]:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise Problem("", message, status=400)
    return showing.one(call, shelf.change(call.bank, method["id"], customer=None))
