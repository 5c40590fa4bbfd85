"""What a payer is sent to or scans: Checkout, Pay with Maya, Dynamic QR; their look-ups and their end."""

from typing import Any

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.qrph import payload
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.maya import things
from tiwala_sandbox.vendors.maya.dialect import error

AUTHORIZATIONS = ("NORMAL", "FINAL", "PREAUTHORIZATION")
LASTS_S, WALLET_LASTS_S = 3600, 1800
MOST_REFERENCE = 36


def checkout(call: Call) -> Answer:
    """POST /checkout/v1/checkouts."""
    kind = str(call.json.get("authorizationType", ""))
    if kind and kind not in AUTHORIZATIONS:
        raise error("2553", field="authorizationType")
    made = _open(call, kind="card", _authorization=kind)
    return Answer({"checkoutId": made["id"], "redirectUrl": _page(call, made)})


def wallet(call: Call) -> Answer:
    """POST /payby/v2/paymaya/payments."""
    made = _open(call, kind="maya", lasts_s=WALLET_LASTS_S)
    return Answer({"paymentId": made["id"], "redirectUrl": _page(call, made)})


def qr(call: Call) -> Answer:
    """POST /payments/v1/qr/payments."""
    made = _open(call, kind="qrph")
    text = payload(made["_minor"], merchant=call.account, reference=made["id"][-12:])
    return Answer({"paymentId": made["id"], "redirectUrl": _page(call, made), "qrCodeBody": text})


def show_checkout(call: Call) -> Answer:
    """GET /checkout/v1/checkouts/{id}."""
    found = things.get(call.bank, call.path["id"], account=call.account)
    if "_urls" not in found:
        raise error("PY0009", status=404)
    paid = found["status"] in ("PAYMENT_SUCCESS", "AUTHORIZED", "CAPTURED", "DONE")
    names = {"PAYMENT_EXPIRED": "EXPIRED"} | dict.fromkeys(things.OPEN, "CREATED")
    return Answer(
        {
            "id": found["id"],
            "totalAmount": {"value": things.pesos(found["_minor"]), "currency": found["currency"]},
            "requestReferenceNumber": found["requestReferenceNumber"],
            "redirectUrl": found["_urls"],
            "status": "COMPLETED" if paid else names.get(found["status"], found["status"]),
            "paymentStatus": found["status"],
            "metadata": found.get("metadata"),
            "createdAt": found["createdAt"],
            "expiredAt": found["_ends"],
        }
    )


def show(call: Call) -> Answer:
    """GET /payments/v1/payments/{id}."""
    return Answer(things.shown(call.bank, things.get(call.bank, call.path["id"], account=call.account)))


def show_status(call: Call) -> Answer:
    """GET /payments/v1/payments/{id}/status, with the public key."""
    found = things.get(call.bank, call.path["id"], account=call.account)
    return Answer({"id": found["id"], "status": found["status"]})


def under_reference(call: Call) -> Answer:
    """GET /payments/v1/payment-rrns/{rrn}: a list, or PY0009."""
    found = things.under(call.bank, call.path["rrn"], account=call.account)
    if not found:
        raise error("PY0009", status=404)
    rows: Any = [things.shown(call.bank, body) for body in found]
    return Answer(rows)


def cancel(call: Call) -> Answer:
    """POST /payments/v1/payments/{id}/cancel."""
    found = things.get(call.bank, call.path["id"], account=call.account)
    if found["status"] not in things.OPEN:
        raise error("PY0044")
    return Answer(things.shown(call.bank, things.move(call.bank, found["id"], "PAYMENT_CANCELLED")))


def run_out(bank: Bank, thing: str) -> None:
    """Its time is over, if nobody has paid."""
    if things.get(bank, thing)["status"] in things.OPEN:
        things.move(bank, thing, "PAYMENT_EXPIRED")


def _open(call: Call, *, kind: str, lasts_s: int = LASTS_S, **more: Any) -> Row:
    minor = things.money_of(call.json.get("totalAmount"), "totalAmount")
    reference, urls = call.json.get("requestReferenceNumber"), call.json.get("redirectUrl")
    if not isinstance(reference, str) or not 0 < len(reference) <= MOST_REFERENCE:
        raise error("2553", field="requestReferenceNumber")
    if not isinstance(urls, dict) or any(not isinstance(urls.get(one), str) for one in ("success", "failure")):
        raise error("2553", field="redirectUrl")
    more |= {"_urls": urls, "_ends": instant(call.bank.now() + lasts_s), "metadata": call.json.get("metadata") or {}}
    made = things.make(call.bank, account=call.account, minor=minor, reference=reference, kind=kind, **more)
    call.bank.later(lasts_s, "run_out", thing=made["id"])
    return made


def _page(call: Call, made: Row) -> str:
    return f"{call.base_url}/hosted/{made['id']}"
