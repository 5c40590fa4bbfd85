"""Vault: customers, the cards they let the merchant keep, and payments with those."""

from typing import Any, Final

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.maya import things
from tiwala_sandbox.vendors.maya.dialect import error

PLAYS: Final = ("approve", "challenge", "decline", "hold")
"""What a kept card's bank does: pays, asks for 3-D Secure, has no money for it, or thinks for long."""


def create_customer(call: Call) -> Answer:
    """POST /payments/v1/customers."""
    ident = things.new_uuid()
    body = {**{name: call.json.get(name) for name in ("firstName", "lastName")}, "id": ident}
    return Answer(shelf.keep(call.bank, "customer", ident, body, account=call.account))


def show_customer(call: Call) -> Answer:
    """GET /payments/v1/customers/{customer}."""
    return Answer(_customer(call))


def delete_customer(call: Call) -> Answer:
    """DELETE /payments/v1/customers/{customer}, and its cards."""
    body = _customer(call)
    for card in shelf.children(call.bank, body["id"], "card"):
        shelf.drop(call.bank, card["cardTokenId"])
    shelf.drop(call.bank, body["id"])
    return Answer(body)


def create_card(call: Call) -> Answer:
    """POST /payments/v1/customers/{customer}/cards: the card of a payment token, which is used up by it."""
    customer, token = _customer(call), call.json.get("paymentTokenId")
    if not isinstance(token, str) or not token:
        raise error("2553", field="paymentTokenId")
    found = shelf.find(call.bank, f"used-{token}")
    if found is not None:
        raise error("PY0007")
    if not any(body.get("paymentTokenId") == token for body in _payments(call)):
        raise error("PY0008")
    shelf.keep(call.bank, "used", f"used-{token}", {"id": token}, account=call.account)
    ident, now = things.new_uuid().replace("-", ""), instant(call.bank.now())
    card = {
        "cardTokenId": ident,
        "cardType": "master-card",
        "maskedPan": "512345******2346",
        "first6": "512345",
        "last4": "2346",
        "state": "VERIFIED",
        "default": call.json.get("isDefault") is True,
        "createdAt": now,
        "updatedAt": now,
        "_plays": "approve",
    }
    shelf.keep(call.bank, "card", ident, card, account=call.account, parent=customer["id"])
    return Answer(_shown(card))


def cards(call: Call) -> Answer:
    """GET /payments/v1/customers/{customer}/cards."""
    rows: Any = [_shown(card) for card in shelf.children(call.bank, _customer(call)["id"], "card")]
    return Answer(rows)


def show_card(call: Call) -> Answer:
    """GET /payments/v1/customers/{customer}/cards/{card}."""
    return Answer(_shown(_card(call)))


def delete_card(call: Call) -> Answer:
    """DELETE /payments/v1/customers/{customer}/cards/{card}."""
    card = _card(call)
    shelf.drop(call.bank, card["cardTokenId"])
    return Answer(_shown(card))


def charge(call: Call) -> Answer:
    """POST /payments/v1/customers/{customer}/cards/{card}/payments."""
    card = _card(call)
    minor = things.money_of(call.json.get("totalAmount"), "totalAmount", name="amount")
    reference = call.json.get("requestReferenceNumber")
    if not isinstance(reference, str) or not reference:
        raise error("2553", field="requestReferenceNumber")
    made = things.make(
        call.bank,
        account=call.account,
        minor=minor,
        reference=reference,
        kind="card",
        status="PENDING_PAYMENT",
        paymentTokenId=card["cardTokenId"],
        _urls=call.json.get("redirectUrl") or {},
        _ends=instant(call.bank.now() + 900),
        _authorization=str(call.json.get("authorizationType") or ""),
    )
    return Answer(_played(call, made, card["_plays"]))


def play(bank: Bank, ident: str, order: Row) -> Row:
    """From now on this card's bank does so."""
    if order.get("plays") not in PLAYS:
        raise error("2553", field="plays")
    return shelf.change(bank, ident, _plays=order["plays"])


def settle(bank: Bank, ident: str, *, minor: int, currency: str, kind: str) -> Row:
    """The payer's bank says yes: the money comes, or is set aside where that was asked for."""
    if things.get(bank, ident)["_authorization"]:
        source = {"fundSource": things.CARD, "paymentTokenId": things.new_uuid(), "receiptNumber": ident[-12:]}
        return things.move(bank, ident, "AUTHORIZED", _minor=minor, currency=currency, **source)
    return things.succeed(bank, ident, minor=minor, currency=currency, kind=kind)


def _played(call: Call, made: Row, plays: str) -> Row:
    bank, ident = call.bank, made["id"]
    match plays:
        case "challenge":
            body = things.move(bank, ident, "FOR_AUTHENTICATION", verificationUrl=f"{call.base_url}/hosted/{ident}")
        case "decline":
            failed = {"errorCode": "PY0105", "errorMessage": "Account has insufficient balance."}
            body = things.move(bank, ident, "PAYMENT_FAILED", **failed)
        case "hold":
            body = things.move(bank, ident, "PAYMENT_PROCESSING")
        case _:
            body = settle(bank, ident, minor=made["_minor"], currency="PHP", kind="card")
    return things.shown(bank, body)


def _payments(call: Call) -> list[Row]:
    return shelf.all_of(call.bank, "payment", account=call.account)


def _customer(call: Call) -> Row:
    found = shelf.find(call.bank, call.path["customer"])
    if found is None or found["kind"] != "customer" or found["account"] != call.account:
        raise error("PY0023", status=404)
    body: Row = found["body"]
    return body


def _card(call: Call) -> Row:
    customer = _customer(call)
    known = {card["cardTokenId"]: card for card in shelf.children(call.bank, customer["id"], "card")}
    if call.path["card"] not in known:
        raise error("PY0027", status=404)
    return known[call.path["card"]]


def _shown(card: Row) -> Row:
    return {name: value for name, value in card.items() if not name.startswith("_")}
