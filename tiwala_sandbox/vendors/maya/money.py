"""Money taken and given back: captures, voids on the day, refunds from the next one on."""

from typing import Any, Final

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.maya import things
from tiwala_sandbox.vendors.maya.dialect import error

SLOW, FAILING = 7_753, 7_752
"""Amounts with a will of their own: one stays under way, one is turned down by the bank."""
_STATUS: Final = {SLOW: "ONGOING", FAILING: "FAILED"}
ACCEPTED: Final = 202


def capture(call: Call) -> Answer:
    """POST /payments/v1/payments/{id}/capture: a payment of its own under the same reference."""
    held = things.get(call.bank, call.path["id"], account=call.account)
    minor = things.money_of(call.json.get("captureAmount"), "captureAmount", name="amount")
    if held["status"] not in ("AUTHORIZED", "CAPTURED") or minor > held["_minor"] - held["_captured"]:
        raise error("PY0044")
    reference = str(call.json.get("requestReferenceNumber") or held["requestReferenceNumber"])
    taken = things.make(
        call.bank,
        account=call.account,
        minor=minor,
        reference=reference,
        kind="card",
        status="PAYMENT_PROCESSING",
        authorizationPayment=held["id"],
        metadata=held.get("metadata"),
        paymentTokenId=held.get("paymentTokenId"),
    )
    made = things.succeed(call.bank, taken["id"], minor=minor, currency=held["currency"], kind="card")
    total = held["_captured"] + minor
    things.move(call.bank, held["id"], "DONE" if total == held["_minor"] else "CAPTURED", _captured=total)
    return Answer(things.shown(call.bank, made))


def void(call: Call) -> Answer:
    """POST /payments/v1/payments/{id}/voids."""
    found = things.get(call.bank, call.path["id"], account=call.account)
    reason = call.json.get("reason")
    if not isinstance(reason, str) or not reason:
        raise error("2553", field="reason")
    if not things.can_void(call.bank, found):
        raise error("PY0045")
    return Answer(take_back(call.bank, found, reason))


def take_back(bank: Bank, found: Row, reason: str) -> Row:
    """A void of all of it, by whoever asks."""
    made = _row(bank, "void", found, minor=found["_minor"], reason=reason, status="SUCCESS", named="voidAt")
    things.move(bank, found["id"], "VOIDED", _gone=found["_minor"] if found["_day"] else 0)
    return made


def refund(call: Call) -> Answer:
    """POST /payments/v1/payments/{id}/refunds."""
    found = things.get(call.bank, call.path["id"], account=call.account)
    reason = call.json.get("reason")
    minor = things.money_of(call.json.get("totalAmount"), "totalAmount", name="amount")
    if not isinstance(reason, str) or not reason:
        raise error("2553", field="reason")
    if not things.can_refund(call.bank, found):
        raise error("PY0047", status=401)
    if minor > found["_minor"] - found["_gone"]:
        raise error("PY0048")
    status = _STATUS.get(minor, "SUCCESS")
    made = _row(call.bank, "refund", found, minor=minor, reason=reason, status=status, named="refundAt")
    if status != "FAILED":
        things.move(call.bank, found["id"], "REFUNDED", _gone=found["_gone"] + minor)
    if status == "ONGOING":
        return Answer({"status": "ONGOING", "message": "The refund is being processed."}, status=ACCEPTED)
    return Answer(_told(found, made, minor=minor))


def voids(call: Call) -> Answer:
    """GET /payments/v1/payments/{id}/voids."""
    return _list(call, "void")


def refunds(call: Call) -> Answer:
    """GET /payments/v1/payments/{id}/refunds."""
    return _list(call, "refund")


def _list(call: Call, kind: str) -> Answer:
    found = things.get(call.bank, call.path["id"], account=call.account)
    rows: Any = shelf.children(call.bank, found["id"], kind)
    return Answer(rows)


def _row(bank: Bank, kind: str, found: Row, **facts: Any) -> Row:
    now, ident = instant(bank.now()), things.new_uuid()
    body = {
        "id": ident,
        "reason": facts["reason"],
        "amount": things.pesos(facts["minor"]),
        "currency": found["currency"],
        "status": facts["status"],
        "payment": found["id"],
        "requestReferenceNumber": found["requestReferenceNumber"],
        facts["named"]: now,
        "createdAt": now,
        "updatedAt": now,
    }
    account = shelf.account_of(bank, found["id"])
    return shelf.keep(bank, kind, ident, body, account=account, parent=found["id"])


def _told(found: Row, made: Row, *, minor: int) -> Row:
    """The answer to a refund has a shape of its own."""
    value = minor // things.PESO if minor % things.PESO == 0 else minor / things.PESO
    return {
        "paymentTransactionReferenceNo": found["id"],
        "status": made["status"],
        "createdAt": made["createdAt"],
        "receipt": {"transactionId": made["id"][:8], "approvalCode": "00001234", "receiptNo": made["id"][-12:]},
        "refundTransactionReferenceNo": made["id"],
        "transactionAmount": {"value": things.pesos(found["_minor"]), "currency": found["currency"]},
        "refundedAmount": {"value": value, "currency": found["currency"]},
    }
