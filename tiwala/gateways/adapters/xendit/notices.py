"""Xendit's notices as facts. Several envelopes, one of them nested twice; names we do not know are "other"."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.adapters.xendit import wire
from tiwala.gateways.port import NoticeFacts, NoticeKind
from tiwala.gateways.reading import Json, UnreadableError, an_object, maybe, text

_KINDS: Final[dict[str, NoticeKind]] = {
    "payment": "payment",
    "payment_request": "payment",
    "payment_session": "payment",
    "refund": "refund",
    "dispute": "dispute",
    "payout": "payout",
}


def account_of(event: Json) -> str:
    """Whose account it is about; a dispute's notice does not say, for it has no envelope."""
    name = text(event, "event")
    if name.startswith("dispute.") and "business_id" not in event:
        return ""
    return text(event, "business_id")


def read(event: Json, *, event_id: str) -> NoticeFacts:
    """A proven notice as facts. Without an id of theirs, one is made from what does not change between deliveries."""
    name = text(event, "event")
    kind = _KINDS.get(name.partition(".")[0], "other")
    data = event if kind == "dispute" else _inner(event)
    thing = _id_of(data, kind)
    known = kind != "other"
    if known and not thing:
        raise UnreadableError("what it is about")
    return NoticeFacts(
        event_id=event_id or f"{name}:{thing or maybe(data, 'id')}:{maybe(data, 'status')}"[:190],
        kind=kind,
        attempt_key=maybe(data, "reference_id") if known else "",
        reference=_reference(data, kind, thing),
        account=account_of(event),
        name=name[:80],
    )


def _inner(event: Json) -> Json:
    data = an_object(event.get("data"), "data")
    return an_object(data["data"], "data") if "event" in data and "data" in data else data


def _id_of(data: Json, kind: NoticeKind) -> str:
    names = ("payment_session_id", "payment_id", "payment_request_id") if kind == "payment" else ("id",)
    return next((text(data, name) for name in names if data.get(name) is not None), "")


def _reference(data: Json, kind: NoticeKind, thing: str) -> str:
    """The id a try began with. A payment on a page of theirs does not name the page: its key does."""
    match kind:
        case "payment" if data.get("payment_session_id") is not None:
            return thing
        case "payment":
            return text(data, "payment_request_id") if wire.is_direct(data) and data.get("payment_request_id") else ""
        case "refund" | "dispute":
            return thing
        case _:
            return ""
