"""Checkout sessions: made, shown, ended; paid, declined and authorized by whoever plays the payer."""

from typing import Any

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paymongo import events
from tiwala_sandbox.vendors.paymongo.dialect import error

METHODS = ("card", "gcash", "grab_pay", "paymaya", "shopee_pay", "billease", "dob", "dob_ubp", "brankas_bdo",
           "brankas_landbank", "brankas_metrobank", "qrph")  # fmt: skip
LEAST, MOST = 2_000, 999_999_999
LEAST_INSTALMENTS = 300_000
FEE_BP = 250
MOST_ITEMS = 100
MOST_LETTERS = 2_000


def create(call: Call) -> Answer:
    """POST /v1/checkout_sessions."""
    asked = attributes_of(call.json)
    items, kinds = asked.get("line_items"), asked.get("payment_method_types")
    if not isinstance(items, list) or not 0 < len(items) <= MOST_ITEMS:
        raise error("parameter_required", "line_items is required.", attribute="line_items")
    if not isinstance(kinds, list) or not kinds or any(kind not in METHODS for kind in kinds):
        raise error("parameter_invalid", "payment_method_types has an unknown type.", attribute="payment_method_types")
    check_texts(asked, "reference_number", "description", "success_url", "cancel_url")
    amount = sum(_amount(item) for item in items)
    if amount < LEAST:
        raise error("parameter_below_minimum", f"The value for amount cannot be less than {LEAST}.", attribute="amount")
    if amount > MOST:
        raise error("parameter_above_maximum", f"The value for amount cannot be more than {MOST}.", attribute="amount")
    _check_options(asked, kinds, amount=amount)
    return Answer({"data": _open(call, asked, amount=amount, currency=items[0]["currency"])})


def _check_options(asked: Row, kinds: list[str], *, amount: int) -> None:
    """Instalments of a card, from their least amount on. The word for it is a third party's."""
    options = asked.get("payment_method_options")
    if options is None:
        return
    if options not in ({"card": {"installments": {"enabled": way}}} for way in (True, False)) or "card" not in kinds:
        raise error(
            "parameter_invalid", "payment_method_options are not understood.", attribute="payment_method_options"
        )
    if options["card"]["installments"]["enabled"] and amount < LEAST_INSTALMENTS:
        raise error("parameter_below_minimum", f"Instalments begin at {LEAST_INSTALMENTS}.", attribute="amount")


def show(call: Call) -> Answer:
    """GET /v1/checkout_sessions/{id}."""
    return Answer({"data": get(call.bank, call.path["id"], account=call.account)})


def end(call: Call) -> Answer:
    """POST /v1/checkout_sessions/{id}/expire."""
    session = get(call.bank, call.path["id"], account=call.account)
    attributes = session["attributes"]
    if _money(attributes):
        raise error("resource_succeeded_state", "The checkout session was paid.")
    if attributes["payment_intent"]["attributes"]["status"] == "processing":
        raise error("resource_processing_state", "The payment is being processed.")
    if attributes["status"] == "expired":
        raise error("resource_expired_state", "The checkout session has expired already.")
    return Answer({"data": expire(call.bank, session["id"], {})})


def get(bank: Bank, ident: str, *, account: str = "") -> Row:
    """A session's resource."""
    return shelf.get(bank, ident, kind="checkout_session", account=account)


def check_texts(asked: Row, *names: str) -> None:
    """Refuse what should be a text and is none; metadata too."""
    for name in names:
        value = asked.get(name)
        if value is not None and not (isinstance(value, str) and len(value) <= MOST_LETTERS):
            raise error("parameter_invalid", f"{name} is no text.", attribute=name)
    metadata = asked.get("metadata") or {}
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise error("parameter_invalid", "metadata takes texts only.", attribute="metadata")


def attributes_of(body: Row) -> Row:
    """What a request asks, out of its envelope."""
    data = body.get("data")
    found = data.get("attributes") if isinstance(data, dict) else None
    if not isinstance(found, dict):
        raise error("parameter_required", "The request body needs data.attributes.", attribute="data")
    return found


def is_open(bank: Bank, ident: str) -> bool:
    """Whether a payer may still pay on the page."""
    attributes = get(bank, ident)["attributes"]
    return attributes["status"] == "active" and not _money(attributes)


def pay(bank: Bank, ident: str, order: Row) -> Row:
    """The payer pays, whatever the session's status; another amount or currency if the order says so."""
    attributes = get(bank, ident)["attributes"]
    amount = order.get("amount_minor", asked_of(attributes))
    return take(bank, ident, amount=amount, currency=order.get("currency", "PHP"))


def take(bank: Bank, ident: str, *, amount: int, currency: str = "PHP") -> Row:
    """Money comes to a session: a payment beside those that are there."""
    account = shelf.account_of(bank, ident)
    attributes = get(bank, ident)["attributes"]
    payment = payment_of(bank, attributes, amount=amount, currency=currency, status="paid")
    shelf.keep(bank, "payment", payment["id"], payment, account=account, parent=ident)
    payments = [*attributes["payments"], payment]
    session = change(bank, ident, payments=payments, payment_intent=intent_with(attributes, status="succeeded"))
    events.tell(bank, payment["id"], "payment.paid", payment, account=account)
    events.tell(bank, ident, "checkout_session.payment.paid", session, account=account)
    return session


def authorize(bank: Bank, ident: str, _: Row) -> Row:
    """The payer's bank sets the money aside, as a payment intent with manual capture has it."""
    return change(bank, ident, payment_intent=intent_with(get(bank, ident)["attributes"], status="awaiting_capture"))


def process(bank: Bank, ident: str, _: Row) -> Row:
    """The payer is done and the bank is thinking."""
    return change(bank, ident, payment_intent=intent_with(get(bank, ident)["attributes"], status="processing"))


def decline(bank: Bank, ident: str, order: Row) -> Row:
    """The payer's bank says no: the intent waits for another method, the page stays open."""
    account, attributes = shelf.account_of(bank, ident), get(bank, ident)["attributes"]
    code = str(order.get("code", "insufficient_funds"))
    intent = intent_with(attributes, status="awaiting_payment_method", last_payment_error={"failed_code": code})
    failed = payment_of(bank, attributes, amount=asked_of(attributes), currency="PHP", status="failed")
    shelf.keep(bank, "payment", failed["id"], failed, account=account, parent=ident)
    session = change(bank, ident, payment_intent=intent, payments=[*attributes["payments"], failed])
    events.tell(bank, failed["id"], "payment.failed", failed, account=account)
    return session


def expire(bank: Bank, ident: str, _: Row) -> Row:
    """Time runs out, or the merchant ends it. PayMongo sends no event for that."""
    return change(bank, ident, status="expired")


def settle(bank: Bank, payment_id: str, **values: Any) -> Row:
    """Change a payment, and the copy of it in its session or intent."""
    row = shelf.find(bank, payment_id)
    assert row is not None
    payment: Row = {**row["body"], "attributes": row["body"]["attributes"] | values}
    shelf.change(bank, payment_id, attributes=payment["attributes"])
    holder = shelf.get(bank, row["parent"])["attributes"]
    copies = [payment if one["id"] == payment_id else one for one in holder["payments"]]
    shelf.change(bank, row["parent"], attributes=holder | {"payments": copies, "updated_at": int(bank.now())})
    return payment


def change(bank: Bank, ident: str, **values: Any) -> Row:
    """Set some of a session's attributes."""
    attributes = get(bank, ident)["attributes"] | values | {"updated_at": int(bank.now())}
    return shelf.change(bank, ident, attributes=attributes)


def intent_with(attributes: Row, **values: Any) -> Row:
    """A session's payment intent, changed."""
    intent: Row = attributes["payment_intent"]
    return {**intent, "attributes": intent["attributes"] | values}


def asked_of(attributes: Row) -> int:
    """What a session asks for."""
    return sum(item["amount"] * item["quantity"] for item in attributes["line_items"])


def _money(attributes: Row) -> list[Row]:
    return [one for one in attributes["payments"] if one["attributes"]["status"] != "failed"]


def _open(call: Call, asked: Row, *, amount: int, currency: str) -> Row:
    ident, now = new_id("cs"), int(call.bank.now())
    intent_id = new_id("pi")
    intent = {"amount": amount, "currency": currency, "status": "awaiting_payment_method", "livemode": False}
    attributes = {
        "checkout_url": f"{call.base_url}/hosted/{ident}",
        "client_key": f"{ident}_client_{new_id('x')}",
        "status": "active",
        "livemode": False,
        "line_items": asked["line_items"],
        "payment_method_types": asked["payment_method_types"],
        "payment_method_options": asked.get("payment_method_options"),
        "payment_intent": {"id": intent_id, "type": "payment_intent", "attributes": intent},
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
    shelf.keep(call.bank, "intent", intent_id, {"id": intent_id}, account=call.account, parent=ident)
    return shelf.keep(call.bank, "checkout_session", ident, body, account=call.account, reference=reference)


def payment_of(bank: Bank, attributes: Row, *, amount: int, currency: str, status: str) -> Row:
    """A payment as their sample shows it: it carries the description, and no reference of the merchant's."""
    now, fee = int(bank.now()), amount * FEE_BP // 10_000
    kind = attributes["payment_method_types"][0]
    card = {"brand": "visa", "last4": "4345", "country": "PH"} if kind == "card" else {}
    return {
        "id": new_id("pay"),
        "type": "payment",
        "attributes": {
            "amount": amount,
            "currency": currency,
            "description": attributes["description"],
            "fee": fee,
            "foreign_fee": 0,
            "net_amount": amount - fee,
            "status": status,
            "livemode": False,
            "origin": "api",
            "payout": None,
            "source": {"id": new_id("src"), "type": kind, **card},
            "payment_intent_id": attributes["payment_intent"]["id"],
            "external_reference_number": None,
            "disputed": False,
            "refunds": [],
            "metadata": None,
            "paid_at": now if status == "paid" else None,
            "created_at": now,
            "updated_at": now,
        },
    }


def _amount(item: Any) -> int:
    fields = item if isinstance(item, dict) else {}
    amount, quantity = fields.get("amount"), fields.get("quantity")
    if (
        type(amount) is not int
        or type(quantity) is not int
        or amount < 0
        or quantity < 1
        or not fields.get("name")
        or fields.get("currency") != "PHP"
    ):
        raise error(
            "parameter_invalid", "A line item needs name, amount, currency and quantity.", attribute="line_items"
        )
    return int(amount * quantity)
