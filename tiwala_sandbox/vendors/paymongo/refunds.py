"""Refunds of payments, and the list of both."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paymongo import events, sessions
from tiwala_sandbox.vendors.paymongo.dialect import error, limit_of

REFUNDABLE = ("card", "gcash", "grab_pay", "paymaya")
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "others")
LEAST = 100
SLOW, FAILING = 7_753, 7_752
"""Amounts with a will of their own: one stays pending, one is turned down by the bank."""


def create(call: Call) -> Answer:
    """POST /v1/refunds."""
    asked = sessions.attributes_of(call.json)
    amount, reason = asked.get("amount"), asked.get("reason")
    if type(amount) is not int or reason not in REASONS:
        raise error("parameter_invalid", "amount and reason are needed.", attribute="amount")
    payment = shelf.get(call.bank, str(asked.get("payment_id")), kind="payment", account=call.account)
    held = payment["attributes"]
    if held["source"]["type"] not in REFUNDABLE:
        raise error("refund_not_allowed", "Payments of this type cannot be refunded.")
    if held["status"] == "failed":
        raise error("resource_failed_state", "The payment failed.")
    if held["disputed"]:
        raise error("resource_disputed_state", "The payment is disputed.")
    if amount < LEAST:
        raise error("parameter_below_minimum", f"amount must be at least {LEAST}.", attribute="amount")
    if amount > held["amount"] - _gone(held):
        raise error("parameter_above_maximum", "amount is more than what is left.", attribute="amount")
    return Answer({"data": _make(call, payment, asked, amount=amount)})


def show(call: Call) -> Answer:
    """GET /v1/refunds/{id}."""
    return Answer({"data": shelf.get(call.bank, call.path["id"], kind="refund", account=call.account)})


def listing(call: Call) -> Answer:
    """GET /v1/refunds, of one payment or all, newest first."""
    payment = call.query.get("payment_id", "")
    if not payment and events.is_old(call.account):
        raise error("parameter_required", "payment_id is required.", attribute="payment_id")
    found = shelf.children(call.bank, payment, "refund") if payment else _all(call, "refund")
    mine = [one for one in found if shelf.account_of(call.bank, one["id"]) == call.account]
    return page(call, mine)


def payments(call: Call) -> Answer:
    """GET /v1/payments, newest first."""
    return page(call, _all(call, "payment"))


def payment(call: Call) -> Answer:
    """GET /v1/payments/{id}."""
    return Answer({"data": shelf.get(call.bank, call.path["id"], kind="payment", account=call.account)})


def page(call: Call, found: list[Row]) -> Answer:
    """So many of a list, after one that the caller names."""
    after = call.query.get("after", "")
    ids = [one["id"] for one in found]
    begin = ids.index(after) + 1 if after in ids else 0
    limit = limit_of(call.query)
    return Answer({"data": found[begin : begin + limit], "has_more": begin + limit < len(found)})


def settle(bank: Bank, ident: str, order: Row) -> Row:
    """A slow refund ends: the money is on its way, or their bank turns it down."""
    known = shelf.get(bank, ident, kind="refund")
    status = "succeeded" if order.get("works", True) else "failed"
    body = shelf.change(bank, ident, attributes=known["attributes"] | {"status": status, "updated_at": int(bank.now())})
    payment = shelf.get(bank, body["attributes"]["payment_id"], kind="payment")
    copies = [body if one["id"] == ident else one for one in payment["attributes"]["refunds"]]
    sessions.settle(bank, payment["id"], refunds=copies)
    events.tell(bank, ident, "payment.refund.updated", body, account=shelf.account_of(bank, ident))
    return body


def _make(call: Call, payment: Row, asked: Row, *, amount: int) -> Row:
    now, held = int(call.bank.now()), payment["attributes"]
    status = {SLOW: "pending", FAILING: "failed"}.get(amount, "succeeded")
    attributes = {
        "amount": amount,
        "currency": held["currency"],
        "livemode": False,
        "notes": asked.get("notes"),
        "payment_id": payment["id"],
        "reason": asked["reason"],
        "status": status,
        "metadata": asked.get("metadata"),
        "created_at": now,
        "updated_at": now,
    }
    body: Row = {"id": new_id("ref"), "type": "refund", "attributes": attributes}
    shelf.keep(call.bank, "refund", body["id"], body, account=call.account, parent=payment["id"])
    refunds = [*held["refunds"], body]
    is_all = sum(one["attributes"]["amount"] for one in refunds if one["attributes"]["status"] == "succeeded")
    status_now = "refunded" if is_all == held["amount"] else held["status"]
    sessions.settle(call.bank, payment["id"], refunds=refunds, status=status_now)
    events.tell(call.bank, body["id"], "payment.refund.updated", body, account=call.account)
    return body


def _gone(held: Row) -> int:
    return sum(one["attributes"]["amount"] for one in held["refunds"] if one["attributes"]["status"] != "failed")


def _all(call: Call, kind: str) -> list[Row]:
    return shelf.all_of(call.bank, kind, account=call.account)
