"""Disputes: an inquiry between payer and merchant, then a claim by which the money goes; decided for one of them."""

import base64
import binascii
import secrets
from datetime import datetime
from typing import Any, Final

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paypal.dialect import stamp
from tiwala_sandbox.vendors.paypal.orders import amount, tell

ANSWER_WITHIN_S: Final = 10 * 86_400
FEE_MINOR: Final = 75_000
_PATH: Final = "/v1/customer/disputes"
_MOST: Final = 50
_OPEN: Final = {"INQUIRY": ("OPEN", "OPEN_INQUIRIES"), "CHARGEBACK": ("WAITING_FOR_SELLER_RESPONSE", "REQUIRED_ACTION")}


def dispute(bank: Bank, ident: str, order: Row) -> Row:
    """The payer disputes what an order took: {amount_minor, stage: INQUIRY or CHARGEBACK, reason}."""
    captures = shelf.children(bank, ident, "capture")
    if not captures:
        raise Problem("invalid_resource_id", "Nothing was captured.", status=404)
    taken, found = captures[0], shelf.get(bank, ident, kind="order")
    stage = str(order.get("stage", "CHARGEBACK"))
    status, state = _OPEN[stage]
    body: Row = {
        "id": f"PP-D-{secrets.randbelow(10**9):09d}",
        "_minor": int(order.get("amount_minor") or taken["_minor"]),
        "_currency": found["_currency"],
        "_custom": found["_custom"],
        "_capture": taken["id"],
        "_reason": str(order.get("reason", "MERCHANDISE_OR_SERVICE_NOT_RECEIVED")),
        "_stage": stage,
        "_status": status,
        "_state": state,
        "_at": bank.now(),
        "_updated": bank.now(),
        "_moved": [],
        "_outcome": None,
    }
    shelf.keep(bank, "dispute", body["id"], body, account=shelf.account_of(bank, ident), parent=taken["id"])
    if stage != "INQUIRY":
        _move(bank, body["id"], body["_minor"], "DISPUTE_SETTLEMENT")
    return _told(bank, body["id"], "CREATED")


def escalate(bank: Bank, ident: str, _: Row) -> Row:
    """The payer takes an inquiry to PayPal: the money goes, with a fee."""
    found = _open(bank, ident)
    status, state = _OPEN["CHARGEBACK"]
    shelf.change(bank, ident, _stage="CHARGEBACK", _status=status, _state=state)
    _move(bank, ident, found["_minor"], "DISPUTE_SETTLEMENT")
    _move(bank, ident, FEE_MINOR, "DISPUTE_FEE")
    return _told(bank, ident, "UPDATED")


def review(bank: Bank, ident: str, _: Row) -> Row:
    """The merchant answered on PayPal's pages."""
    _open(bank, ident)
    shelf.change(bank, ident, _status="UNDER_REVIEW", _state="UNDER_PAYPAL_REVIEW")
    return _told(bank, ident, "UPDATED")


def end(bank: Bank, ident: str, order: Row) -> Row:
    """It is decided: {outcome, refunded_minor}; money that had gone comes back unless the payer gets it."""
    found = _open(bank, ident)
    outcome: Row = {"outcome_code": str(order.get("outcome", "RESOLVED_BUYER_FAVOUR"))}
    if outcome["outcome_code"] == "RESOLVED_BUYER_FAVOUR":
        refunded = int(order.get("refunded_minor") or found["_minor"])
        outcome["amount_refunded"] = amount(refunded, found["_currency"])
    elif found["_moved"]:
        _move(bank, ident, found["_minor"], "DISPUTE_SETTLEMENT", kind="CREDIT")
    shelf.change(bank, ident, _status="RESOLVED", _state="RESOLVED", _outcome=outcome)
    return _told(bank, ident, "RESOLVED")


def win(bank: Bank, ident: str, _: Row) -> Row:
    """For the merchant."""
    return end(bank, ident, {"outcome": "RESOLVED_SELLER_FAVOUR"})


def lose(bank: Bank, ident: str, _: Row) -> Row:
    """For the payer."""
    return end(bank, ident, {})


def show(call: Call) -> Answer:
    """GET /v1/customer/disputes/{id}."""
    try:
        found = shelf.get(call.bank, call.path["id"], kind="dispute", account=call.account)
    except Problem as problem:
        raise Problem("resource_not_found", "The specified resource does not exist.", status=404) from problem
    return Answer(_in_full(call.bank, found, base=call.base_url))


def search(call: Call) -> Answer:
    """GET /v1/customer/disputes: what changed after an instant, newest first, a page at a time."""
    after, size, begin = _instant(call.query.get("update_time_after")), _size(call), _begin(call)
    there = shelf.all_of(call.bank, "dispute", account=call.account, fits=lambda one: one["_updated"] >= after)
    shown, base = there[begin : begin + size], f"{call.base_url}{_PATH}"
    links = [{"href": base, "rel": "self", "method": "GET"}]
    if len(there) > begin + size:
        token = base64.b64encode(f"page>>{begin + size}".encode()).decode()
        since = call.query.get("update_time_after", "")
        asked = f"update_time_after={since}&page_size={size}&next_page_token={token}"
        links.append({"href": f"https://api.paypal.example{_PATH}?{asked}", "rel": "next", "method": "GET"})
    rows = [_summary(one, base=call.base_url) | {"dispute_state": one["_state"]} for one in shown]
    return Answer(({"items": rows} if rows else {}) | {"links": links})


def _told(bank: Bank, ident: str, what: str) -> Row:
    shelf.change(bank, ident, _updated=bank.now())
    whole = _in_full(bank, shelf.get(bank, ident), base="https://api.paypal.example")
    tell(bank, f"CUSTOMER.DISPUTE.{what}", whole, about=ident)
    return whole


def _open(bank: Bank, ident: str) -> Row:
    found = shelf.get(bank, ident, kind="dispute")
    if found["_status"] == "RESOLVED":
        raise Problem("action_not_allowed", "This dispute is resolved.")
    return found


def _move(bank: Bank, ident: str, minor: int, reason: str, *, kind: str = "DEBIT") -> None:
    found = shelf.get(bank, ident)
    row = {"affected_party": "SELLER", "amount": amount(minor, found["_currency"]), "type": kind, "reason": reason}
    shelf.change(bank, ident, _moved=[*found["_moved"], row | {"initiated_time": stamp(bank.now())}])


def _summary(found: Row, *, base: str) -> Row:
    return {
        "dispute_id": found["id"],
        "create_time": stamp(found["_at"]),
        "update_time": stamp(found["_updated"]),
        "reason": found["_reason"],
        "status": found["_status"],
        "dispute_amount": amount(found["_minor"], found["_currency"]),
        "dispute_life_cycle_stage": found["_stage"],
        "dispute_channel": "INTERNAL",
        "seller_response_due_date": stamp(found["_at"] + ANSWER_WITHIN_S),
        "links": [{"href": f"{base}{_PATH}/{found['id']}", "rel": "self", "method": "GET"}],
    }


def _in_full(bank: Bank, found: Row, *, base: str) -> Row:
    taken = shelf.get(bank, found["_capture"], kind="capture")
    about: Row = {
        "seller_transaction_id": taken["id"],
        "create_time": stamp(taken["_at"]),
        "transaction_status": "COMPLETED",
        "gross_amount": amount(taken["_minor"], found["_currency"]),
        "custom": found["_custom"],
        "seller": {"merchant_id": shelf.account_of(bank, found["id"])},
    }
    body = _summary(found, base=base) | {"disputed_transactions": [about]}
    body |= {"money_movements": found["_moved"]} if found["_moved"] else {}
    return body | ({"dispute_outcome": found["_outcome"]} if found["_outcome"] else {})


def _instant(text: Any) -> float:
    if not text:
        return 0.0
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError as broken:
        raise Problem("invalid_request", "update_time_after: no instant.", status=400) from broken


def _size(call: Call) -> int:
    given = call.query.get("page_size", "10")
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= _MOST:
        raise Problem("invalid_request", f"page_size: 1 to {_MOST}.", status=400)
    return int(given)


def _begin(call: Call) -> int:
    given = call.query.get("next_page_token")
    if not given:
        return 0
    try:
        return int(base64.b64decode(given, validate=True).decode().removeprefix("page>>"))
    except (binascii.Error, ValueError) as broken:
        raise Problem("invalid_request", "next_page_token is not ours.", status=400) from broken
