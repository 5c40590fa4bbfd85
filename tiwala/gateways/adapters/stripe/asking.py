"""What we post to Stripe: forms with nested names, as its OpenAPI document describes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from tiwala.gateways.port import RefundRequest, StartRequest
from tiwala.gateways.reading import one_line

Form = dict[str, str]

API_VERSION: Final = "2026-10-28.endive"
"""Named in every call and for every notice, so that a change of theirs never changes what we read."""
ATTEMPT, REFUND, WAY, UNTIL = "tiwala_attempt", "tiwala_refund", "tiwala_way", "tiwala_until"
"""Our marks in their metadata: the attempt key, the refund key, whether a page or a token began it, and until when the
payer may take for their bank's check (unix seconds), which has no end there."""
METHODS: Final = {"card": "card", "grabpay": "grabpay"}
"""Our names of methods, and theirs."""
EVENTS: Final = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.canceled",
    "payment_intent.amount_capturable_updated",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "payout.paid",
    "payout.failed",
    "radar.early_fraud_warning.created",
    "radar.early_fraud_warning.updated",
)
"""Every notice we read."""
MONEY: Final = "latest_charge.balance_transaction"
_TOKEN: Final = re.compile(r"(cus_[A-Za-z0-9]{1,100}):(pm_[A-Za-z0-9]{1,100})")
_SHORTEST, _LONGEST = timedelta(minutes=31), timedelta(hours=23, minutes=59)
_EVIDENCE_MAX: Final = 20_000


def token_of(customer: str, method: str) -> str:
    """Customer and payment method in one text."""
    return f"{customer}:{method}"


def parts_of(token: str) -> tuple[str, str] | None:
    """Customer and payment method of a token; None when it is none of ours."""
    found = _TOKEN.fullmatch(token)
    return (found[1], found[2]) if found else None


def page(request: StartRequest, *, now: datetime) -> Form:
    """A Checkout Session that asks for this money with this one method."""
    intent: dict[str, Any] = {
        "capture_method": request.capture,
        "description": one_line(request.description),
        "metadata": {ATTEMPT: request.attempt_key, WAY: "page"},
        "setup_future_usage": "off_session" if _is_kept(request) else "",
    }
    challenge = {"card": {"request_three_d_secure": "any"}} if _is_challenged(request) else {}
    return form(
        {
            "mode": "payment",
            "client_reference_id": request.attempt_key,
            "metadata": {ATTEMPT: request.attempt_key},
            "payment_method_types": [METHODS[request.method]],
            "payment_method_options": challenge,
            "line_items": [_line(request)],
            "payment_intent_data": intent,
            "success_url": request.return_url,
            "cancel_url": request.cancel_url or request.return_url,
            "expires_at": int(_end(request.expires_at, now).timestamp()) if request.expires_at else "",
            "locale": request.language,
            "customer_creation": "always" if _is_kept(request) else "",
        }
    )


def charge(request: StartRequest, *, customer: str, method: str) -> Form:
    """A PaymentIntent that takes this money from a saved card, at once."""
    challenge = {"card": {"request_three_d_secure": "any"}} if _is_challenged(request) else {}
    until = int(request.expires_at.timestamp()) if request.payer_present and request.expires_at else ""
    return form(
        {
            **_amount(request),
            "customer": customer,
            "payment_method": method,
            "payment_method_types": ["card"],
            "payment_method_options": challenge,
            "capture_method": request.capture,
            "confirm": "true",
            "off_session": "" if request.payer_present else "true",
            "return_url": request.return_url if request.payer_present else "",
            "description": one_line(request.description),
            "metadata": {ATTEMPT: request.attempt_key, WAY: "token", UNTIL: until},
            "expand": [MONEY],
        }
    )


def refund(request: RefundRequest, intent: str) -> Form:
    """A refund of a PaymentIntent. Their `reason` is a list of three; ours is for our books."""
    return form(
        {"payment_intent": intent, "amount": request.amount.minor, "metadata": {REFUND: request.key}},
    )


def answer(text: str) -> Form:
    """Our words about a dispute, handed on at once."""
    return form({"evidence": {"uncategorized_text": text[:_EVIDENCE_MAX]}, "submit": "true"})


def notice_address(url: str, key: str) -> Form:
    """A webhook endpoint for every notice we read."""
    named = {"url": url, "api_version": API_VERSION, "metadata": {"tiwala_key": key}}
    return form({**named, "enabled_events": list(EVENTS)})


def form(values: Mapping[str, Any]) -> Form:
    """Nested values as form fields, a[b]=c and a[0]=c; what is empty is left out."""
    flat: Form = {}
    for name, value in values.items():
        _put(flat, name, value)
    return flat


def _put(flat: Form, name: str, value: object) -> None:
    if isinstance(value, Mapping):
        for inner, one in value.items():
            _put(flat, f"{name}[{inner}]", one)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, one in enumerate(value):
            _put(flat, f"{name}[{place}]", one)
    elif value != "":
        flat[name] = str(value)


def _line(request: StartRequest) -> dict[str, Any]:
    name = one_line(request.description) or request.attempt_key
    price = {"currency": request.amount.currency.lower(), "unit_amount": request.amount.minor}
    return {"price_data": {**price, "product_data": {"name": name}}, "quantity": 1}


def _amount(request: StartRequest) -> dict[str, Any]:
    return {"amount": request.amount.minor, "currency": request.amount.currency.lower()}


def _is_challenged(request: StartRequest) -> bool:
    return request.challenge and request.method == "card"


def _is_kept(request: StartRequest) -> bool:
    return request.save_method and request.method == "card"


def _end(asked: datetime, now: datetime) -> datetime:
    """Half an hour from now at the soonest, a day at the latest: their bounds, a minute inside."""
    return min(max(asked, now + _SHORTEST), now + _LONGEST)
