"""The payment as Maya shows it, what it may still become, and the notices of its moves."""

import datetime as dt
import uuid
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tiwala_sandbox.clock import day_of, instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import Written, meet
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.maya.dialect import error

PESO: Final = 100
REFUND_DAYS: Final = 180
OPEN: Final = ("PENDING_TOKEN", "PENDING_PAYMENT", "FOR_AUTHENTICATION", "AUTHENTICATING")
TOLD: Final = ("PAYMENT_SUCCESS", "PAYMENT_FAILED", "PAYMENT_EXPIRED", "PAYMENT_CANCELLED", "AUTHORIZED", "CAPTURED",
               "DONE")  # fmt: skip
MOST_MINOR: Final = 10**12
CARD: Final = {
    "type": "card",
    "id": None,
    "description": "**** **** **** 2346",
    "details": {
        "scheme": "master-card",
        "last4": "2346",
        "first6": "512345",
        "masked": "512345******2346",
        "issuer": "Others",
    },
}
WALLET: Final = {
    "type": "maya-wallet",
    "id": "3f1f7a6e-0f8e-4c8e-9f1e-2a7f6c0b1d2e",
    "description": "Maya account ending in 0579",
    "details": {"firstName": "******", "lastName": "******", "msisdn": "******", "email": "******"},
}
QRPH: Final = {"type": "qrph", "id": None, "description": "QRPH", "details": {"issuer": "TEST BANK"}}
SOURCES: Final = {"card": CARD, "maya": WALLET, "qrph": QRPH}


def new_uuid() -> str:
    """An id as theirs look."""
    return str(uuid.uuid4())


def money_of(asked: Any, field: str, *, name: str = "value") -> int:
    """Centavos of an amount of pesos that somebody asks for."""
    found = asked if isinstance(asked, dict) else {}
    value = found.get(name)
    if type(value) not in (int, float):
        raise error("2553", field=f"{field}.{name}")
    try:
        minor = Decimal(str(value)) * PESO
    except InvalidOperation as broken:
        raise error("2553", field=f"{field}.{name}") from broken
    if minor != int(minor) or not 0 < minor < MOST_MINOR:
        raise error("2553", field=f"{field}.{name}")
    if found.get("currency") != "PHP":
        raise error("PY0037")
    return int(minor)


def pesos(minor: int) -> str:
    """An amount as they write it: "1500", "1000.1"."""
    return f"{Decimal(minor) / PESO:.2f}".rstrip("0").rstrip(".")


def make(  # noqa: PLR0913 -- one payment
    bank: Bank, *, account: str, minor: int, reference: str, kind: str, status: str = "PENDING_TOKEN", **more: Any
) -> Row:
    """A payment that waits; `kind` is what it is paid with unless the payer chooses otherwise."""
    ident, now = new_uuid(), bank.now()
    body = {
        "id": ident,
        "status": status,
        "currency": "PHP",
        "createdAt": instant(now),
        "updatedAt": instant(now),
        "requestReferenceNumber": reference,
        "_minor": minor,
        "_kind": kind,
        "_day": "",
        "_gone": 0,
        "_authorization": "",
        "_captured": 0,
        **more,
    }
    return shelf.keep(bank, "payment", ident, body, account=account, reference=reference)


def get(bank: Bank, ident: str, *, account: str = "") -> Row:
    """A payment, or PY0009."""
    found = shelf.find(bank, ident)
    if found is None or found["kind"] != "payment" or (account and found["account"] != account):
        raise error("PY0009", status=404)
    body: Row = found["body"]
    return body


def under(bank: Bank, reference: str, *, account: str) -> list[Row]:
    """The payments under a merchant's reference, newest first."""
    return shelf.by_reference(bank, "payment", reference, account=account)


def move(bank: Bank, ident: str, status: str, **values: Any) -> Row:
    """A payment in another status, told of where there is an event for it."""
    body = shelf.change(bank, ident, status=status, updatedAt=instant(bank.now()), **values)
    if status in TOLD:
        account = shelf.account_of(bank, ident)
        meet(bank, Written(new_uuid(), account, ident, status, shown(bank, body)))
    return body


def shown(bank: Bank, body: Row) -> Row:
    """The payment as it goes over the wire."""
    public = {name: value for name, value in body.items() if not name.startswith("_")}
    more: Row = {"capturedAmount": pesos(body["_captured"])} if body["_authorization"] else {}
    return {
        **public,
        **more,
        "isPaid": bool(body["_day"]),
        "amount": pesos(body["_minor"]),
        "canVoid": can_void(bank, body),
        "canRefund": can_refund(bank, body),
        "canCapture": body["status"] in ("AUTHORIZED", "CAPTURED") and body["_captured"] < body["_minor"],
    }


def succeed(bank: Bank, ident: str, *, minor: int, currency: str, kind: str) -> Row:
    """The money came."""
    receipt = {"transactionId": new_uuid(), "receiptNo": new_uuid()[-12:], "approvalCode": "00001234"}
    values = {
        "_minor": minor,
        "currency": currency,
        "_day": day_of(bank.now()),
        "_kind": kind,
        "fundSource": SOURCES[kind],
        "receipt": receipt,
        "receiptNumber": receipt["receiptNo"],
        "approvalCode": receipt["approvalCode"],
    }
    if kind == "card":
        values["paymentTokenId"] = get(bank, ident).get("paymentTokenId") or new_uuid()
    return move(bank, ident, "PAYMENT_SUCCESS", **values)


def can_void(bank: Bank, body: Row) -> bool:
    """Whole, on the day itself, in Manila."""
    if body["status"] == "AUTHORIZED":
        return int(body["_captured"]) == 0
    is_today = body["status"] == "PAYMENT_SUCCESS" and body["_day"] == day_of(bank.now())
    return is_today and str(body["_kind"]) != "qrph"


def can_refund(bank: Bank, body: Row) -> bool:
    """From the next day on, for 180 days, while something is left."""
    if body["status"] not in ("PAYMENT_SUCCESS", "REFUNDED") or body["_kind"] == "qrph":
        return False
    today, came = (dt.date.fromisoformat(day) for day in (day_of(bank.now()), body["_day"]))
    return 0 < (today - came).days <= REFUND_DAYS and bool(body["_gone"] < body["_minor"])
