"""POST /refunds, GET /refunds, GET /refunds/{id}. They say pending at first; the bank decides a moment later."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.xendit import books
from tiwala_sandbox.vendors.xendit.channels import CHANNELS
from tiwala_sandbox.vendors.xendit.dialect import stamp
from tiwala_sandbox.vendors.xendit.money import minor, number
from tiwala_sandbox.vendors.xendit.things import change, fresh, mine, need, shown, tell

REASONS = ("FRAUDULENT", "DUPLICATE", "REQUESTED_BY_CUSTOMER", "CANCELLATION", "OTHERS")
SLOW_MINOR, FAILING_MINOR = 7753, 7752
"""Amounts whose bank waits for control, and says no. Ours, not theirs."""


def create(call: Call) -> Answer:
    """Give a payment back, whole or in part."""
    asked = call.json
    need(asked, "payment_request_id", "reason")
    if asked["reason"] not in REASONS:
        raise Problem("API_VALIDATION_ERROR", "request/body/reason must be one of five", status=400)
    payment = _payment(call, str(asked["payment_request_id"]))
    left = payment["_taken"] - sum(_counts(call.bank, payment))
    amount = left if asked.get("amount") is None else minor(asked["amount"], name="amount")
    _check(call.bank, payment, amount=amount, left=left)
    body = _kept(call, payment, amount)
    if amount == SLOW_MINOR:
        return Answer(shown(body))
    decide(call.bank, body["id"], works=amount != FAILING_MINOR)
    return Answer(shown(body))


def _payment(call: Call, request: str) -> Row:
    try:
        found = shelf.get(call.bank, request, kind="request", account=call.account)
    except Problem as problem:
        raise Problem("DATA_NOT_FOUND", "ID specified in request cannot be found.", status=404) from problem
    if found["status"] != "SUCCEEDED":
        raise Problem("INELIGIBLE_TRANSACTION_STATUS", "Not paid.", status=400)
    return shelf.get(call.bank, found["latest_payment_id"])


def _counts(bank: Bank, payment: Row) -> list[int]:
    found = shelf.children(bank, payment["payment_request_id"], "refund")
    return [one["_minor"] for one in found if one["status"] in ("SUCCEEDED", "PENDING")]


def _check(bank: Bank, payment: Row, *, amount: int, left: int) -> None:
    way = CHANNELS[payment["channel_code"]].refund
    if not way:
        raise Problem("REFUND_NOT_SUPPORTED", "Not for this payment channel.", status=403)
    if any(one["status"] == "PENDING" for one in shelf.children(bank, payment["payment_request_id"], "refund")):
        raise Problem("REFUND_IN_PROGRESS", "Please wait for the pending refund.", status=400)
    if amount > left or amount <= 0:
        raise Problem("REFUND_AMOUNT_EXCEEDED", "More than is left.", status=400)
    if way == "full" and amount != payment["_taken"]:
        raise Problem("PARTIAL_REFUND_NOT_SUPPORTED", "Only the whole.", status=403)


def _kept(call: Call, payment: Row, amount: int) -> Row:
    ident, now = fresh("rfd"), stamp(call.bank.now())
    body = {
        "id": ident,
        "payment_request_id": payment["payment_request_id"],
        "payment_id": payment["payment_id"],
        "invoice_id": None,
        "reference_id": call.json.get("reference_id"),
        "channel_code": payment["channel_code"],
        "currency": payment["currency"],
        "amount": number(amount),
        "status": "PENDING",
        "reason": call.json["reason"],
        "failure_code": None,
        "refund_fee_amount": None,
        "metadata": call.json.get("metadata"),
        "created": now,
        "updated": now,
        "_minor": amount,
    }
    parent = payment["payment_request_id"]
    return shelf.keep(call.bank, "refund", ident, body, account=call.account, parent=parent)


def decide(bank: Bank, ident: str, *, works: bool) -> Row:
    """The payer's bank takes the money back, or does not."""
    if not works:
        body = change(bank, ident, status="FAILED", failure_code="REFUND_FAILED")
        tell(bank, "refund.failed", body, about=ident)
        return body
    body = change(bank, ident, status="SUCCEEDED")
    books.given_back(bank, body)
    tell(bank, "refund.succeeded", body, about=ident)
    return body


def show(call: Call) -> Answer:
    """A refund by its id."""
    return Answer(shown(mine(call, "refund", "id")))


def listed(call: Call) -> Answer:
    """The refunds of a payment."""
    wanted = call.query.get("payment_request_id", "")
    found = shelf.children(call.bank, wanted, "refund") if wanted else []
    mine_only = [shown(one) for one in found if shelf.account_of(call.bank, one["id"]) == call.account]
    return Answer({"data": mine_only[: int(call.query.get("limit", "10"))], "has_more": False})
