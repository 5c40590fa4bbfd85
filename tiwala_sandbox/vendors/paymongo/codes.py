"""QR Ph's codes: payment intents made by themselves, methods attached to them, the picture; paid, failed, over."""

import base64
import io
from datetime import UTC, datetime
from typing import Any

import segno

from tiwala_sandbox import qrph
from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paymongo import events, sessions
from tiwala_sandbox.vendors.paymongo.dialect import error

KIND = "code"
"""How an intent of its own is kept; those of sessions are inside these."""
USUAL_S, LEAST_S, MOST_S = 1_800, 60, 9_000
ENDING = ("awaiting_payment_method", "awaiting_next_action")
"""From where it may be cancelled. Ours, not theirs: they document no list of statuses."""
SPOILT_MINOR = 7_751
"""An amount whose picture cannot be read. Ours, not theirs."""


def create(call: Call) -> Answer:
    """POST /v1/payment_intents, for QR Ph alone here."""
    asked = sessions.attributes_of(call.json)
    amount, allowed = asked.get("amount"), asked.get("payment_method_allowed")
    if type(amount) is not int or asked.get("currency") != "PHP":
        raise error("parameter_invalid", "amount and currency are needed.", attribute="amount")
    if allowed != ["qrph"]:
        raise error("parameter_invalid", "This stand-in's intents take qrph only.", attribute="payment_method_allowed")
    if amount < sessions.LEAST:
        raise error("parameter_below_minimum", f"amount cannot be less than {sessions.LEAST}.", attribute="amount")
    sessions.check_texts(asked, "description")
    ident, now = new_id("pi"), int(call.bank.now())
    attributes = {
        "amount": amount,
        "currency": "PHP",
        "capture_type": "automatic",
        "client_key": f"{ident}_client_{new_id('x')}",
        "description": asked.get("description"),
        "last_payment_error": None,
        "livemode": False,
        "metadata": asked.get("metadata"),
        "next_action": None,
        "payment_method_allowed": allowed,
        "payments": [],
        "status": "awaiting_payment_method",
        "created_at": now,
        "updated_at": now,
    }
    body = {"id": ident, "type": "payment_intent", "attributes": attributes}
    return Answer({"data": shelf.keep(call.bank, KIND, ident, body, account=call.account)})


def method(call: Call) -> Answer:
    """POST /v1/payment_methods, of QR Ph alone here: cards are made in the payer's browser."""
    asked = sessions.attributes_of(call.json)
    lasts = asked.get("expiry_seconds", USUAL_S)
    if asked.get("type") != "qrph":
        raise error("parameter_invalid", "This stand-in makes methods of type qrph only.", attribute="type")
    if type(lasts) is not int or not LEAST_S <= lasts <= MOST_S:
        raise error("parameter_invalid", "expiry_seconds is 60 to 9000.", attribute="expiry_seconds")
    ident = new_id("pm")
    attributes = {"type": "qrph", "livemode": False, "billing": None, "expiry_seconds": lasts, "metadata": None}
    body = {"id": ident, "type": "payment_method", "attributes": attributes}
    return Answer({"data": shelf.keep(call.bank, "method", ident, body, account=call.account)})


def attach(call: Call) -> Answer:
    """POST /v1/payment_intents/{id}/attach: the code begins, and its time runs."""
    intent = get(call.bank, call.path["id"], account=call.account)
    if intent["attributes"]["status"] != "awaiting_payment_method":
        raise error("resource_not_awaiting_payment_method_state", "It has a method already.")
    asked = sessions.attributes_of(call.json)
    chosen = shelf.get(call.bank, str(asked.get("payment_method")), kind="method", account=call.account)
    ident, lasts = intent["id"], chosen["attributes"]["expiry_seconds"]
    code, amount = new_id("code"), intent["attributes"]["amount"]
    call.bank.later(lasts, "expire", thing=ident)
    until = datetime.fromtimestamp(call.bank.now() + lasts, UTC).isoformat().replace("+00:00", "Z")
    shown = {
        "id": code,
        "amount": amount,
        "label": None,
        "image_url": _picture(amount, code),
        "test_url": f"{call.base_url}/hosted/{ident}",
        "expires_at": until,
    }
    action = {"type": "consume_qr", "code": shown}
    return Answer({"data": change(call.bank, ident, status="awaiting_next_action", next_action=action)})


def cancel(call: Call, intent: Row) -> Answer:
    """POST /v1/payment_intents/{id}/cancel of one of its own."""
    if intent["attributes"]["status"] not in ENDING:
        raise error("resource_not_cancellable_state", "It is paid, or cancelled already.")
    return Answer({"data": change(call.bank, intent["id"], status="cancelled", next_action=None)})


def is_one(bank: Bank, ident: str) -> bool:
    """Whether this is an intent of its own."""
    row = shelf.find(bank, ident)
    return row is not None and row["kind"] == KIND


def get(bank: Bank, ident: str, *, account: str = "") -> Row:
    """Its resource."""
    return shelf.get(bank, ident, kind=KIND, account=account)


def change(bank: Bank, ident: str, **values: Any) -> Row:
    """Set some of its attributes."""
    attributes = get(bank, ident)["attributes"] | values | {"updated_at": int(bank.now())}
    return shelf.change(bank, ident, attributes=attributes)


def pay(bank: Bank, ident: str, order: Row) -> Row:
    """Somebody pays the code, whatever its status; another amount or currency if the order says so."""
    account, attributes = shelf.account_of(bank, ident), get(bank, ident)["attributes"]
    amount, currency = order.get("amount_minor", attributes["amount"]), order.get("currency", "PHP")
    payment = _payment(bank, ident, amount=amount, currency=currency, status="paid")
    shelf.keep(bank, "payment", payment["id"], payment, account=account, parent=ident)
    paid = [*attributes["payments"], payment]
    body = change(bank, ident, payments=paid, status="succeeded", next_action=None, last_payment_error=None)
    events.tell(bank, ident, "payment.paid", payment, account=account)
    return body


def decline(bank: Bank, ident: str, order: Row) -> Row:
    """The payer's bank says no: the intent waits for another method."""
    account, attributes = shelf.account_of(bank, ident), get(bank, ident)["attributes"]
    failed = _payment(bank, ident, amount=attributes["amount"], currency="PHP", status="failed")
    shelf.keep(bank, "payment", failed["id"], failed, account=account, parent=ident)
    why = {"failed_code": str(order.get("code", "insufficient_funds"))}
    paid = [*attributes["payments"], failed]
    waits = "awaiting_payment_method"
    body = change(bank, ident, payments=paid, status=waits, next_action=None, last_payment_error=why)
    events.tell(bank, ident, "payment.failed", failed, account=account)
    return body


def process(bank: Bank, ident: str, _: Row) -> Row:
    """The payer is done and the bank is thinking."""
    return change(bank, ident, status="processing", next_action=None)


def expire(bank: Bank, ident: str, _: Row) -> Row:
    """The code's time is over, if it still waits. That their event names the intent is a guess."""
    body = get(bank, ident)
    if body["attributes"]["status"] != "awaiting_next_action":
        return body
    code = body["attributes"]["next_action"]["code"]["id"]
    why = {"failed_code": "qrph_expired"}
    body = change(bank, ident, status="awaiting_payment_method", next_action=None, last_payment_error=why)
    about = {"id": code, "type": "code", "attributes": {"payment_intent_id": ident, "livemode": False}}
    events.tell(bank, ident, "qrph.expired", about, account=shelf.account_of(bank, ident))
    return body


def expire_by_now(bank: Bank, thing: str) -> Row:
    """The agenda's verb."""
    return expire(bank, thing, {})


def _payment(bank: Bank, ident: str, *, amount: int, currency: str, status: str) -> Row:
    """As a session's, named by the intent it paid."""
    intent = get(bank, ident)
    seen = {"description": intent["attributes"]["description"], "payment_method_types": ["qrph"]}
    return sessions.payment_of(
        bank, {**seen, "payment_intent": intent}, amount=amount, currency=currency, status=status
    )


def _picture(amount: int, code: str) -> str:
    """The picture as they send it: a PNG in a data address."""
    text = qrph.payload(amount, merchant="PAYMONGO", reference=code)
    drawn = io.BytesIO()
    segno.make(text, error="h", micro=False).save(drawn, kind="png", scale=7, border=3)
    seen = drawn.getvalue()[:200] if amount == SPOILT_MINOR else drawn.getvalue()
    return f"data:image/png;base64,{base64.b64encode(seen).decode()}"
