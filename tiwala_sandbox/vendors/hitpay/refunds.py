"""POST /v1/refund and GET /v1/refund/{id}. No key of the caller's is taken or shown: that is the point of it."""

from datetime import UTC, datetime
from typing import Final

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.hitpay import charges
from tiwala_sandbox.vendors.hitpay.dialect import bare, missing, wrong
from tiwala_sandbox.vendors.hitpay.things import fresh, mine, minor_of, number, tell, told

SLOW, FAILING = 7753, 7752
"""Amounts with a will of their own: one stays under way, one is turned down. Ours, not theirs."""
_STATUS: Final = {SLOW: "pending", FAILING: "failed"}
_NO_WAY_BACK: Final = ("qrph_netbank",)


def create(call: Call) -> Answer:
    """Give a charge back, whole or in part."""
    if call.json.get("amount") is None:
        raise wrong("amount")
    minor, ident = minor_of(call.json["amount"]), call.json.get("payment_id")
    if not isinstance(ident, str) or not ident:
        raise wrong("payment_id")
    found = mine(call, "charge", ident)
    if found["status"] not in ("succeeded", "partially_refunded"):
        raise wrong("payment_id", "The charge is not refundable.")
    if found["payment_method"]["name"] in _NO_WAY_BACK:
        raise Problem("no_way_back", "Refund is not supported for this payment method.", status=400)
    if minor > found["_minor"] - found["_gone"]:
        raise wrong("amount", "The amount may not be greater than the refundable amount.")
    return told(make(call.bank, found, minor=minor, status=_STATUS.get(minor, "succeeded"), who=None))


def make(bank: Bank, charge: Row, *, minor: int, status: str, who: str | None) -> Row:
    """A refund by whoever asks."""
    now = bank.now()
    body = {
        "id": fresh(),
        "refunded_by": who,
        "payment_id": charge["id"],
        "amount_refunded": number(minor),
        "total_amount": charge["amount"],
        "currency": charge["currency"],
        "status": status,
        "payment_method": charge["payment_method"]["name"],
        "provider_fee": None,
        "provider_fee_currency": None,
        "refunded_at": datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        "created_at": bare(now),
        "_minor": minor,
    }
    shelf.keep(bank, "refund", body["id"], body, account=shelf.account_of(bank, charge["id"]), parent=charge["id"])
    if status != "failed":
        _count(bank, charge, minor)
    return body


def settle(bank: Bank, ident: str, order: Row) -> Row:
    """A slow one is decided: {works}."""
    found, works = shelf.get(bank, ident), order.get("works") is not False
    if not works:
        _count(bank, shelf.get(bank, found["payment_id"]), -found["_minor"])
    return shelf.change(bank, ident, status="succeeded" if works else "failed")


def show(call: Call) -> Answer:
    """A refund by its id."""
    found = shelf.find(call.bank, call.path["id"])
    if found is None or found["kind"] != "refund" or found["account"] != call.account:
        raise missing("Refund", call.path["id"])
    return told(found["body"])


def _count(bank: Bank, charge: Row, minor: int) -> None:
    gone = charge["_gone"] + minor
    status = "refunded" if gone >= charge["_minor"] else "partially_refunded" if gone else "succeeded"
    body = shelf.change(bank, charge["id"], _gone=gone, status=status)
    account = shelf.account_of(bank, charge["id"])
    tell(bank, "charge.updated", {"business_id": account, **charges.in_full(bank, body)}, about=charge["id"])
