"""Orders, their captures and refunds. Names that begin with "_" are ours and never leave."""

import re
import secrets
from typing import Any, Final

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.fees import decimal_text
from tiwala_sandbox.notices import Written, meet
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paypal.dialect import TOKEN, stamp

SLOW, FAILING = 7753, 7752
"""Refunds with a will of their own. Ours, not theirs."""
LASTS_S: Final = 3 * 3600
HELD_S: Final = 29 * 86_400
NOWHERE: Final = {"return_url": "https://shop.example/", "cancel_url": "https://shop.example/"}
EMAIL: Final = "payer@example.com"
_LONGEST: Final = 127
_VALUE: Final = re.compile(r"(0|[1-9][0-9]{0,14})\.[0-9]{2}")
_ADDRESS: Final = re.compile(r"https?://[!-~]{1,2000}")
_RESOURCES: Final = (
    ("CHECKOUT.", "checkout-order"),
    ("CUSTOMER.DISPUTE.", "dispute"),
    ("PAYMENT.CAPTURE.REFUNDED", "refund"),
    ("PAYMENT.CAPTURE.", "capture"),
    ("PAYMENT.AUTHORIZATION.", "authorization"),
)
_PATCH: Final = "/purchase_units/@reference_id=='default'/custom_id"


def token(call: Call) -> Answer:
    """A bearer token for the app's keys."""
    if ("grant_type", "client_credentials") not in call.form:
        raise Problem("unsupported_grant_type", "Grant Type is NULL", status=400)
    return Answer({"access_token": TOKEN + call.account, "token_type": "Bearer", "expires_in": 32400})


def create(call: Call) -> Answer:
    """An order that waits for its payer."""
    made = order_of(call)
    call.bank.later(LASTS_S, "run_out", thing=made["id"])
    return Answer(in_full(call.bank, made["id"]), status=200)


def order_of(call: Call) -> Row:
    """A new order as it is asked for; one by a kept account needs no way back."""
    units = call.json.get("purchase_units")
    intent = call.json.get("intent")
    if intent not in ("CAPTURE", "AUTHORIZE") or not isinstance(units, list) or len(units) != 1:
        raise Problem("invalid_parameter_value", "This stand-in knows one unit, captured or authorized.", status=400)
    unit = an_object(units[0])
    minor, currency = minor_of(unit.get("amount"))
    wallet = an_object(an_object(call.json.get("payment_source")).get("paypal"))
    context = NOWHERE if "vault_id" in wallet else an_object(wallet.get("experience_context"))
    vault = an_object(an_object(wallet.get("attributes", {})).get("vault", {}))
    ident = fresh()
    body: Row = {
        "_intent": intent,
        "_minor": minor,
        "_currency": currency,
        "_custom": _words(unit, "custom_id"),
        "_about": _words(unit, "description"),
        "_status": "PAYER_ACTION_REQUIRED",
        "_back": _address(context, "return_url"),
        "_cancel": _address(context, "cancel_url"),
        "_at": call.bank.now(),
        "_updated": call.bank.now(),
        "_base": call.base_url,
        "_keeps": vault.get("store_in_vault") == "ON_SUCCESS",
    }
    whole = {"id": ident, **body}
    return shelf.keep(call.bank, "order", ident, whole, account=call.account, reference=body["_custom"])


def show(call: Call) -> Answer:
    """One, with its money."""
    return Answer(in_full(call.bank, _mine(call, "order")["id"]))


def patch(call: Call) -> Answer:
    """Another custom id, while nothing is captured."""
    found = _mine(call, "order")
    if found["_status"] == "COMPLETED":
        raise Problem("order_already_completed", "The order cannot be patched after it is completed.")
    changes = call.json.get("changes")
    wanted = an_object(changes[0]) if isinstance(changes, list) and len(changes) == 1 else {}
    if wanted.get("op") != "replace" or wanted.get("path") != _PATCH:
        raise Problem("not_patchable", "Cannot be patched.")
    shelf.change(call.bank, found["id"], _custom=_words(wanted, "value"))
    return Answer(None, status=204)


def capture(call: Call) -> Answer:
    """Take the money of an approved order; once."""
    found = _mine(call, "order")
    if found["_status"] == "COMPLETED":
        raise Problem("order_already_captured", "Order already captured.")
    _must_be_approved(found, "CAPTURE")
    take(call.bank, found, found["_minor"])
    done(call.bank, found)
    return Answer(in_full(call.bank, found["id"]), status=201)


def done(bank: Bank, order: Row) -> None:
    """Its payer is done; what they let us keep has a token now."""
    token = secrets.token_hex(4) if order.get("_keeps") else ""
    if token:
        shelf.keep(bank, "kept", token, {"id": token}, account=shelf.account_of(bank, order["id"]), parent=order["id"])
    shelf.change(bank, order["id"], _status="COMPLETED", _token=token)


def take_all(bank: Bank, order: Row) -> None:
    """All of its money is taken."""
    take(bank, order, order["_minor"])


def take(bank: Bank, order: Row, minor: int) -> Row:
    """Money of an order is taken."""
    fee = min(minor, minor * 39 // 1000 + 1500)
    body = {"id": fresh(), "_minor": minor, "_fee": fee, "_gone": 0, "_at": bank.now(), "_order": order["id"]}
    shelf.keep(bank, "capture", body["id"], body, account=shelf.account_of(bank, order["id"]), parent=order["id"])
    tell(bank, "PAYMENT.CAPTURE.COMPLETED", alone(bank, body), about=body["id"])
    return body


def authorize(call: Call) -> Answer:
    """Set the money of an approved order aside; once."""
    found = _mine(call, "order")
    if shelf.children(call.bank, found["id"], "hold"):
        raise Problem("order_already_authorized", "Order already authorized.")
    _must_be_approved(found, "AUTHORIZE")
    set_aside(call.bank, found)
    done(call.bank, found)
    return Answer(in_full(call.bank, found["id"]), status=201)


def set_aside(bank: Bank, order: Row) -> None:
    """Money of an order is held."""
    now, account = bank.now(), shelf.account_of(bank, order["id"])
    body = {"id": fresh(), "_status": "CREATED", "_minor": order["_minor"], "_at": now, "_order": order["id"]}
    shelf.keep(bank, "hold", body["id"], body | {"_ends": now + HELD_S}, account=account, parent=order["id"])
    bank.later(HELD_S, "let_go", thing=body["id"])
    tell(bank, "PAYMENT.AUTHORIZATION.CREATED", show_hold(bank, body["id"]), about=body["id"])


def take_held(call: Call) -> Answer:
    """Take what is set aside, whole or in part; the rest is let go."""
    held = _held(call)
    order = shelf.get(call.bank, held["_order"])
    minor, currency = minor_of(call.json["amount"]) if "amount" in call.json else (held["_minor"], order["_currency"])
    if minor > held["_minor"] or currency != order["_currency"]:
        raise Problem("max_capture_amount_exceeded", "Capture amount exceeds allowable limit.")
    if call.json.get("final_capture") is not True:
        raise Problem("invalid_parameter_value", "This stand-in knows final captures.", status=400)
    taken = take(call.bank, order, minor)
    shelf.change(call.bank, held["id"], _status="CAPTURED" if minor == held["_minor"] else "PARTIALLY_CAPTURED")
    return Answer(alone(call.bank, taken), status=201)


def void(call: Call) -> Answer:
    """Let what is set aside go."""
    held = _held(call)
    let_go(call.bank, held["id"])
    return Answer(show_hold(call.bank, held["id"]))


def let_go(bank: Bank, thing: str) -> None:
    """Held money is held no more, if it was not taken."""
    if shelf.get(bank, thing)["_status"] == "CREATED":
        shelf.change(bank, thing, _status="VOIDED")
        tell(bank, "PAYMENT.AUTHORIZATION.VOIDED", show_hold(bank, thing), about=thing)


def refund(call: Call) -> Answer:
    """Give a capture back, whole or in part."""
    taken = _mine(call, "capture")
    order = shelf.get(call.bank, taken["_order"])
    left = taken["_minor"] - taken["_gone"]
    minor, currency = minor_of(call.json["amount"]) if "amount" in call.json else (left, order["_currency"])
    if not left:
        raise Problem("capture_fully_refunded", "The capture has already been fully refunded")
    if minor > left or currency != order["_currency"]:
        raise Problem("refund_amount_exceeded", "The refund amount must be at most the capture amount less refunds.")
    status = {SLOW: "PENDING", FAILING: "FAILED"}.get(minor, "COMPLETED")
    body: Row = {
        "id": fresh(),
        "status": status,
        "amount": amount(minor, currency),
        "create_time": stamp(call.bank.now()),
    }
    custom = _words(call.json, "custom_id")
    body |= {"update_time": body["create_time"]} | ({"custom_id": custom} if custom else {})
    shelf.keep(call.bank, "refund", body["id"], body, account=call.account, parent=taken["id"])
    if status != "FAILED":
        shelf.change(call.bank, taken["id"], _gone=taken["_gone"] + minor)
        tell(call.bank, "PAYMENT.CAPTURE.REFUNDED", body, about=body["id"])
    return Answer(body, status=201)


def show_capture(call: Call) -> Answer:
    """A capture by its id, with the order it belongs to."""
    found = _mine(call, "capture")
    return Answer(alone(call.bank, found))


def show_refund(call: Call) -> Answer:
    """A refund by its id."""
    return Answer(_mine(call, "refund"))


def in_full(bank: Bank, ident: str) -> Row:
    """An order as they show it."""
    found = shelf.get(bank, ident, kind="order")
    money = amount(found["_minor"], found["_currency"])
    payee = found.get("_payee", shelf.account_of(bank, ident))
    unit: Row = {"reference_id": "default", "amount": money, "custom_id": found["_custom"]}
    unit |= {"payee": {"merchant_id": payee}} if payee else {}
    captures = shelf.children(bank, ident, "capture")
    if captures:
        refunds = [one for taken in captures for one in shelf.children(bank, taken["id"], "refund")]
        rows = [_capture(taken, found) for taken in captures]
        unit["payments"] = {"captures": rows} | ({"refunds": refunds} if refunds else {})
    holds = [show_hold(bank, one["id"]) for one in shelf.children(bank, ident, "hold")]
    if holds:
        bare = [{name: value for name, value in one.items() if name != "supplementary_data"} for one in holds]
        unit["payments"] = unit.get("payments", {}) | {"authorizations": bare}
    links = [{"href": f"{found['_base']}/hosted/{ident}", "rel": "payer-action", "method": "GET"}]
    shown: Row = {"email_address": EMAIL}
    if found.get("_token"):
        customer = {"id": f"cust_{found['_token']}"}
        shown["attributes"] = {"vault": {"id": found["_token"], "status": "VAULTED", "customer": customer}}
    at: Row = {"create_time": stamp(found["_at"]), "update_time": stamp(found["_updated"])}
    return {
        "id": ident,
        "intent": found["_intent"],
        "status": found["_status"],
        "purchase_units": [unit],
        "payment_source": {"paypal": shown},
        "links": links,
        **at,
    }


def run_out(bank: Bank, thing: str) -> None:
    """Its time is over, if it was not captured."""
    if shelf.get(bank, thing)["_status"] != "COMPLETED":
        shelf.change(bank, thing, _status="VOIDED")


def tell(bank: Bank, event: str, resource: Row, *, about: str) -> None:
    """An event."""
    ident = f"WH-{secrets.token_hex(16).upper()}"
    kind = next(kind for begins, kind in _RESOURCES if event.startswith(begins))
    body: Row = {"id": ident, "event_version": "1.0", "create_time": stamp(bank.now()), "resource_type": kind}
    body |= {"event_type": event, "resource": resource}
    meet(bank, Written(ident, shelf.account_of(bank, about), about, event, body))


def fresh() -> str:
    """An id as theirs look."""
    return secrets.token_hex(9).upper()[:17]


def amount(minor: int, currency: str) -> Row:
    """Money as they write it."""
    return {"currency_code": currency, "value": decimal_text(minor, currency)}


def minor_of(asked: Any) -> tuple[int, str]:
    """Smallest units and currency of an amount that somebody asks for."""
    value, currency = (asked.get("value"), asked.get("currency_code")) if isinstance(asked, dict) else (None, None)
    if not isinstance(value, str) or not _VALUE.fullmatch(value) or currency not in ("PHP", "USD"):
        raise Problem("invalid_parameter_syntax", "The amount is not in the expected format.", status=400)
    minor = int(value.replace(".", ""))
    if not minor:
        raise Problem("cannot_be_zero_or_negative", "Must be greater than zero.")
    return minor, currency


def _capture(taken: Row, order: Row) -> Row:
    gone, currency = taken["_gone"], order["_currency"]
    status = "COMPLETED" if not gone else "REFUNDED" if gone >= taken["_minor"] else "PARTIALLY_REFUNDED"
    money = amount(taken["_minor"], currency)
    net = amount(taken["_minor"] - taken["_fee"], currency)
    parts = {"gross_amount": money, "paypal_fee": amount(taken["_fee"], currency), "net_amount": net}
    at = stamp(taken["_at"])
    body: Row = {"id": taken["id"], "status": status, "amount": money, "final_capture": True, "create_time": at}
    return body | {"custom_id": order["_custom"], "seller_receivable_breakdown": parts, "update_time": at}


def alone(bank: Bank, taken: Row) -> Row:
    """A capture as they show it by itself."""
    related = {"related_ids": {"order_id": taken["_order"]}}
    return _capture(taken, shelf.get(bank, taken["_order"])) | {"supplementary_data": related}


def show_hold(bank: Bank, ident: str) -> Row:
    """An authorization as they show it by itself."""
    held = shelf.get(bank, ident, kind="hold")
    order, at = shelf.get(bank, held["_order"]), stamp(held["_at"])
    body: Row = {"id": ident, "status": held["_status"], "amount": amount(held["_minor"], order["_currency"])}
    body |= {"custom_id": order["_custom"], "expiration_time": stamp(held["_ends"])}
    related = {"related_ids": {"order_id": held["_order"]}}
    return body | {"create_time": at, "update_time": at, "supplementary_data": related}


def _held(call: Call) -> Row:
    held = _mine(call, "hold")
    if held["_status"] == "VOIDED":
        raise Problem("authorization_voided", "A voided authorization cannot be captured or reauthorized.")
    if held["_status"] != "CREATED":
        raise Problem("authorization_already_captured", "Authorization has already been captured.")
    return held


def _must_be_approved(order: Row, intent: str) -> None:
    if order["_intent"] != intent:
        raise Problem("action_does_not_match_intent", "The action does not fit the order's intent.")
    if order["_status"] != "APPROVED":
        raise Problem("order_not_approved", "Payer has not yet approved the Order for payment.")


def an_object(asked: Any) -> Row:
    """What is an object, or a refusal."""
    if not isinstance(asked, dict):
        raise Problem("invalid_parameter_syntax", "An object is expected here.", status=400)
    return asked


def _words(asked: Row, name: str) -> str:
    found = asked.get(name, "")
    if not isinstance(found, str) or len(found) > _LONGEST or not found.isprintable():
        raise Problem("invalid_string_length", f"{name}: at most {_LONGEST} letters.", status=400)
    return found


def _address(asked: Row, name: str) -> str:
    found = asked.get(name)
    if not isinstance(found, str) or not _ADDRESS.fullmatch(found):
        raise Problem("invalid_parameter_syntax", f"{name}: an address.", status=400)
    return found


def _mine(call: Call, kind: str) -> Row:
    try:
        return shelf.get(call.bank, call.path["id"], kind=kind, account=call.account)
    except Problem as problem:
        raise Problem("invalid_resource_id", "Specified resource ID does not exist.", status=404) from problem
