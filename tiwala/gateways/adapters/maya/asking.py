"""What we send to Maya. Nothing in it is about a person; money goes as a JSON number of pesos."""

from __future__ import annotations

from typing import Any, Final

from tiwala.gateways.adapters.maya import wire
from tiwala.gateways.port import RefundRequest, StartRequest
from tiwala.gateways.reading import one_line
from tiwala.kit.money import Money

_REASON: Final = 80
HOLD: Final = "NORMAL"
"""Of their three kinds the one of which a part may be captured."""


def page(request: StartRequest, *, customer: str = "") -> dict[str, Any]:
    """What to post to Checkout, Pay with Maya and Dynamic QR."""
    words = one_line(request.description, most=100) or request.attempt_key
    total = {"value": request.amount.decimal, "currency": request.amount.currency}
    body: dict[str, Any] = {
        "totalAmount": total,
        "requestReferenceNumber": request.attempt_key,
        "redirectUrl": _back(request),
        "metadata": {wire.CUSTOMER: customer} if customer else {},
    }
    if request.method not in ("maya", "qrph"):
        body["items"] = [{"name": words, "quantity": 1, "amount": {"value": total["value"]}, "totalAmount": total}]
    return body | ({"authorizationType": HOLD} if request.capture == "manual" else {})


def charge(request: StartRequest) -> dict[str, Any]:
    """What to post to a kept card's payments."""
    body: dict[str, Any] = {
        "totalAmount": amount(request.amount),
        "requestReferenceNumber": request.attempt_key,
        "redirectUrl": _back(request),
    }
    return body | ({"authorizationType": HOLD} if request.capture == "manual" else {})


def capture(money: Money, key: str) -> dict[str, Any]:
    """What to post to a hold's capture."""
    return {"captureAmount": amount(money), "requestReferenceNumber": key}


def void(request: RefundRequest) -> dict[str, Any]:
    """What to post to a payment's voids."""
    return {"reason": _reason(request)}


def refund(request: RefundRequest) -> dict[str, Any]:
    """What to post to a payment's refunds."""
    return {"totalAmount": amount(request.amount), "reason": _reason(request)}


def kept(token: str, *, key: str) -> dict[str, Any]:
    """What to post to a customer's cards."""
    return {"paymentTokenId": token, "isDefault": True, "requestReferenceNumber": key}


def amount(money: Money) -> dict[str, Any]:
    """Everywhere but on a page the number is called amount."""
    return {"amount": money.decimal, "currency": money.currency}


def _reason(request: RefundRequest) -> str:
    return wire.marked(one_line(request.reason, most=_REASON) or "Refund", request.key)


def _back(request: StartRequest) -> dict[str, str]:
    away = request.cancel_url or request.return_url
    return {"success": request.return_url, "failure": request.return_url, "cancel": away}
