"""Checkout sessions: made, shown, ended; paid, declined and authorized by whoever plays the payer."""

from typing import Any

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import Written, meet
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paymongo.dialect import error

METHODS = ("card", "gcash", "grab_pay", "paymaya", "shopee_pay", "billease", "dob", "dob_ubp", "brankas_bdo",
           "brankas_landbank", "brankas_metrobank", "qrph")  # fmt: skip
LEAST, MOST = 2_000, 999_999_999
FEE_BP = 250


def create(call: Call) -> Answer:
    """POST /v1/checkout_sessions."""
    asked = attributes_of(call.json)
    items, kinds = asked.get("line_items"), asked.get("payment_method_types")
    if not isinstance(items, list) or not items:
        raise error("parameter_required", "line_items is required.", attribute="line_items")
    if not isinstance(kinds, list) or not kinds or any(kind not in METHODS for kind in kinds):
        raise error("parameter_invalid", "payment_method_types has an unknown type.", attribute="payment_method_types")
    amount = sum(_amount(item) for item in items)
    if amount < LEAST:
        raise error("parameter_below_minimum", f"The value for amount cannot be less than {LEAST}.", attribute="amount")
    if amount > MOST:
        raise error("parameter_above_maximum", f"The value for amount cannot be more than {MOST}.", attribute="amount")
    return Answer({"data": _open(call, asked, amount=amount, currency=items[0]["currency"])})


def show(call: Call) -> Answer:
    """GET /v1/checkout_sessions/{id}."""
    return Answer({"data": get(call.bank, call.path["id"], account=call.account)})


def end(call: Call) -> Answer:
    """POST /v1/checkout_sessions/{id}/expire."""
    session = get(call.bank, call.path["id"], account=call.account)
    attributes = session["attributes"]
    if attributes["payments"]:
        raise error("resource_succeeded_state", "The checkout session was paid.")
    if attributes["status"] == "expired":
        raise error("resource_expired_state", "The checkout session has expired already.")
    return Answer({"data": expire(call.bank, session["id"], {})})


def get(bank: Bank, ident: str, *, account: str = "") -> Row:
    """A session's resource."""
    return shelf.get(bank, ident, kind="checkout_session", account=account)


def attributes_of(body: Row) -> Row:
    """What a request asks, out of its envelope."""
    data = body.get("data")
    found = data.get("attributes") if isinstance(data, dict) else None
    if not isinstance(found, dict):
        raise error("parameter_required", "The request body needs data.attributes.", attribute="data")
    return found


def pay(bank: Bank, ident: str, order: Row) -> Row:
    """The payer pays, whatever the session's status; another amount or currency if the order says so."""
    session = get(bank, ident)
    attributes = session["attributes"]
    amount = order.get("amount_minor", _asked(attributes))
    payment = _payment(bank, attributes, amount=amount, currency=order.get("currency", "PHP"))
    shelf.keep(bank, "payment", payment["id"], payment, account=shelf.account_of(bank, ident), parent=ident)
    intent = _intent(attributes, status="succeeded")
    session = _change(bank, ident, payments=[payment], payment_intent=intent)
    tell(bank, ident, "checkout_session.payment.paid", session)
    return session


def decline(bank: Bank, ident: str, _: Row) -> Row:
    """The payer's bank says no: the intent waits for another method, the page stays open."""
    attributes = get(bank, ident)["attributes"]
    intent = _intent(attributes, status="awaiting_payment_method")
    intent["attributes"]["last_payment_error"] = {"failed_code": "insufficient_funds"}
    return _change(bank, ident, payment_intent=intent)


def expire(bank: Bank, ident: str, _: Row) -> Row:
    """Time runs out, or the merchant ends it. PayMongo sends no event for that."""
    return _change(bank, ident, status="expired")


def settle(bank: Bank, payment_id: str, **values: Any) -> Row:
    """Change a payment, and the copy of it in its session."""
    row = shelf.find(bank, payment_id)
    assert row is not None
    payment = {**row["body"], "attributes": row["body"]["attributes"] | values}
    shelf.change(bank, payment_id, attributes=payment["attributes"])
    _change(bank, row["parent"], payments=[payment])
    return payment


def tell(bank: Bank, about: str, kind: str, resource: Row) -> None:
    """An event with the resource as it is now, to the account's webhook."""
    now, ident = int(bank.now()), new_id("evt")
    attributes = {
        "type": kind,
        "livemode": False,
        "data": resource,
        "previous_data": {},
        "created_at": now,
        "updated_at": now,
    }
    body = {"data": {"id": ident, "type": "event", "attributes": attributes}}
    meet(bank, Written(ident, shelf.account_of(bank, about), about, kind, body))


def _open(call: Call, asked: Row, *, amount: int, currency: str) -> Row:
    ident, now = new_id("cs"), int(call.bank.now())
    intent = {"amount": amount, "currency": currency, "status": "awaiting_payment_method", "livemode": False}
    attributes = {
        "checkout_url": f"{call.base_url}/hosted/{ident}",
        "client_key": f"{ident}_client_{new_id('x')}",
        "status": "active",
        "livemode": False,
        "line_items": asked["line_items"],
        "payment_method_types": asked["payment_method_types"],
        "payment_intent": {"id": new_id("pi"), "type": "payment_intent", "attributes": intent},
        "payments": [],
        "reference_number": asked.get("reference_number"),
        "description": asked.get("description"),
        "success_url": asked.get("success_url"),
        "cancel_url": asked.get("cancel_url"),
        "metadata": asked.get("metadata"),
        "created_at": now,
        "updated_at": now,
    }
    body = {"id": ident, "type": "checkout_session", "attributes": attributes}
    reference = str(asked.get("reference_number") or "")
    return shelf.keep(call.bank, "checkout_session", ident, body, account=call.account, reference=reference)


def _payment(bank: Bank, attributes: Row, *, amount: int, currency: str) -> Row:
    now, fee = int(bank.now()), amount * FEE_BP // 10_000
    kind = attributes["payment_method_types"][0]
    card = {"brand": "visa", "last4": "4345", "country": "PH"} if kind == "card" else {}
    return {
        "id": new_id("pay"),
        "type": "payment",
        "attributes": {
            "amount": amount,
            "currency": currency,
            "fee": fee,
            "foreign_fee": 0,
            "net_amount": amount - fee,
            "status": "paid",
            "livemode": False,
            "source": {"id": new_id("src"), "type": kind, **card},
            "payment_intent_id": attributes["payment_intent"]["id"],
            "external_reference_number": attributes["reference_number"],
            "disputed": False,
            "refunds": [],
            "metadata": attributes["metadata"],
            "paid_at": now,
            "created_at": now,
            "updated_at": now,
        },
    }


def _change(bank: Bank, ident: str, **values: Any) -> Row:
    session = get(bank, ident)
    attributes = session["attributes"] | values | {"updated_at": int(bank.now())}
    return shelf.change(bank, ident, attributes=attributes)


def _intent(attributes: Row, **values: Any) -> Row:
    intent: Row = attributes["payment_intent"]
    return {**intent, "attributes": intent["attributes"] | values}


def _asked(attributes: Row) -> int:
    return sum(item["amount"] * item["quantity"] for item in attributes["line_items"])


def _amount(item: Any) -> int:
    fields = item if isinstance(item, dict) else {}
    amount, quantity = fields.get("amount"), fields.get("quantity")
    if (
        type(amount) is not int
        or type(quantity) is not int
        or not fields.get("name")
        or fields.get("currency") != "PHP"
    ):
        raise error(
            "parameter_invalid", "A line item needs name, amount, currency and quantity.", attribute="line_items"
        )
    return int(amount * quantity)
