"""POST /sessions, GET /sessions/{id}, POST /sessions/{id}/cancel."""

import secrets
from typing import Any

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.xendit.channels import CHANNELS
from tiwala_sandbox.vendors.xendit.dialect import seconds, stamp
from tiwala_sandbox.vendors.xendit.money import minor, number
from tiwala_sandbox.vendors.xendit.things import change, mine, need, secure, tell, told

HALF_AN_HOUR, TEN_MINUTES = 1800, 600
LONGEST_REFERENCE = 64
_KEPT = (
    "reference_id",
    "session_type",
    "mode",
    "currency",
    "country",
    "capture_method",
    "allow_save_payment_method",
    "allowed_payment_channels",
    "locale",
    "description",
    "success_return_url",
    "cancel_return_url",
    "metadata",
)


def create(call: Call) -> Answer:
    """Open a page."""
    asked, now = call.json, call.bank.now()
    need(asked, "reference_id", "session_type", "mode", "amount", "currency", "country")
    amount = minor(asked["amount"], name="amount", code="INVALID_AMOUNT")
    _check(asked, amount)
    ident = f"ps-{secrets.token_hex(12)}"
    expires = seconds(asked["expires_at"]) if asked.get("expires_at") else now + HALF_AN_HOUR
    if expires < now + TEN_MINUTES:
        raise Problem("INVALID_EXPIRY_DATE", "expires_at must be at least 10 minutes in the future", status=400)
    body = {
        "payment_session_id": ident,
        "created": stamp(now),
        "updated": stamp(now),
        **{name: asked[name] for name in _KEPT if name in asked},
        "amount": number(amount),
        "expires_at": stamp(expires),
        "status": "ACTIVE",
        "payment_link_url": f"{call.base_url}/hosted/{ident}",
        "payment_token_id": None,
        "payment_request_id": None,
        "payment_id": None,
        "customer_id": None,
        "business_id": call.account,
        "_minor": amount,
        "_account": call.account,
    }
    shelf.keep(call.bank, "session", ident, body, account=call.account, reference=asked["reference_id"])
    call.bank.later(expires - now, "expire", thing=ident)
    return told(body, 201)


def _check(asked: Row, amount: int) -> None:
    if len(asked["reference_id"]) > LONGEST_REFERENCE:
        raise Problem("API_VALIDATION_ERROR", "reference_id is too long", status=400)
    if asked["session_type"] != "PAY":
        raise Problem("SESSION_TYPE_NOT_SUPPORTED", "only PAY here", status=400)
    if asked["mode"] != "PAYMENT_LINK":
        raise Problem("MODE_NOT_SUPPORTED", "only PAYMENT_LINK here", status=400)
    if asked["currency"] != "PHP":
        raise Problem("INVALID_CURRENCY", "only PHP here", status=400)
    for name in ("success_return_url", "cancel_return_url"):
        secure(asked.get(name))
    _check_channels(asked, amount)
    if asked.get("allow_save_payment_method") in ("FORCED", "OPTIONAL") and not _is_customer(asked.get("customer")):
        raise Problem("MISSING_CUSTOMER", "Customer object or customer_id is required", status=400)


def _check_channels(asked: Row, amount: int) -> None:
    names = asked.get("allowed_payment_channels") or list(CHANNELS)
    unknown = [name for name in names if name not in CHANNELS]
    if unknown:
        raise Problem("INVALID_PAYMENT_CHANNEL", f"Channel(s) {unknown[0]} are not available.", status=400)
    channels = [CHANNELS[name] for name in names]
    if not any(one.least <= amount <= one.most for one in channels):
        raise Problem("INVALID_AMOUNT", "Amount is out of range for every channel", status=400)
    if asked.get("capture_method") == "MANUAL" and not any(one.holds for one in channels):
        raise Problem("INVALID_PAYMENT_CHANNEL", "No channel is available for this capture_method", status=400)
    if asked.get("allow_save_payment_method") == "FORCED" and not any(one.saves for one in channels):
        raise Problem("INVALID_PAYMENT_CHANNEL", "No channel can save", status=400)


def _is_customer(value: Any) -> bool:
    named = isinstance(value, dict) and isinstance(value.get("individual_detail"), dict)
    return named and value.get("type") == "INDIVIDUAL" and str(value.get("reference_id", "")).isalnum()


def show(call: Call) -> Answer:
    """A page by its id."""
    return told(mine(call, "session", "id", code="NOT_FOUND"))


def cancel(call: Call) -> Answer:
    """Call an active page off."""
    body = mine(call, "session", "id", code="NOT_FOUND")
    if body["status"] != "ACTIVE":
        said = f"Session status is {body['status']}, expecting ACTIVE"
        raise Problem("INVALID_SESSION_STATUS", said, status=422)
    return told(change(call.bank, body["payment_session_id"], status="CANCELED"))


def expire(bank: Bank, ident: str) -> Row:
    """An active page's time is over."""
    body = shelf.get(bank, ident)
    if body["status"] != "ACTIVE":
        return body
    body = change(bank, ident, status="EXPIRED")
    tell(bank, "payment_session.expired", body, about=ident)
    return body
