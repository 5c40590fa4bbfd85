"""What a proven notice is about: a payment request, or the charge behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tiwala.gateways.adapters.hitpay import wire
from tiwala.gateways.adapters.hitpay.truth import CHARGE
from tiwala.gateways.port import NoticeFacts
from tiwala.gateways.reading import Json, UnreadableError, maybe

_MONEY: Final = ("succeeded", "succeeded_manually", "refunded", "partially_refunded")


def event(data: Json, *, about: str, name: str) -> NoticeFacts:
    """An event. `about` is their word for what it is; without it the fields tell."""
    found, status = maybe(data, "id", most=60), maybe(data, "status", most=40)
    about = about or ("charge" if "payment_request_id" in data else "payment_request")
    said = f"{about}.{name}".strip(".")[:80]
    if not found:
        raise UnreadableError("id")
    if about == "payment_request" and wire.THEIR_ID.fullmatch(found):
        return _request(data, found, event_id=f"request:{found}:{status}", name=said)
    if about == "charge" and wire.THEIR_ID.fullmatch(found):
        went = str(data.get("refunded_amount") or 0)[:20]
        return _charge(data, event_id=f"charge:{found}:{status}:{went}", name=said)
    return NoticeFacts(event_id=f"{about}:{found}:{status}"[:160], kind="other", name=said)


def form(fields: Mapping[str, str]) -> NoticeFacts:
    """A form of their first kind, about one payment of a payment request."""
    request, paid, status = (fields.get(name, "") for name in ("payment_request_id", "payment_id", "status"))
    if not wire.THEIR_ID.fullmatch(request):
        raise UnreadableError("payment_request_id")
    return NoticeFacts(
        event_id=f"form:{request}:{paid}:{status}"[:160],
        kind="payment",
        attempt_key=maybe(dict(fields), "reference_number"),
        reference=request,
        name=status,
    )


def _request(data: Json, request: str, *, event_id: str, name: str) -> NoticeFacts:
    """A request that holds money of several payments names the last: the first is known, or will be asked about."""
    key, listed = maybe(data, "reference_number"), data.get("payments")
    paid = [
        one["id"]
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and one.get("status") in _MONEY and wire.THEIR_ID.fullmatch(str(one.get("id")))
    ]
    several = len(paid) > 1 and bool(key)
    reference = f"{CHARGE}{paid[-1]}" if several else request
    return NoticeFacts(
        event_id=f"{event_id}:{len(paid)}", kind="payment", attempt_key=key, reference=reference, name=name
    )


def _charge(data: Json, *, event_id: str, name: str) -> NoticeFacts:
    """A charge tells by its request whose it is. One without is of their shop or till: none of ours."""
    request = maybe(data, "payment_request_id", most=60)
    if not wire.THEIR_ID.fullmatch(request):
        return NoticeFacts(event_id=event_id, kind="other", name=name)
    return NoticeFacts(event_id=event_id, kind="payment", reference=request, name=name)
