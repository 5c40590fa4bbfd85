"""PayMongo's events as facts: data.attributes.type says what happened, data.attributes.data to what."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.adapters.paymongo.wire import key_of, refund_key
from tiwala.gateways.capabilities import Mode
from tiwala.gateways.port import NoticeFacts, NoticeKind, NoticeRefused
from tiwala.gateways.reading import Json, part, text

SUBSCRIBED: Final = ("checkout_session.payment.paid", "payment.failed", "payment.refunded", "payment.refund.updated")
"""What we ask to be told: names on their reference's list. Others that come are read too, or kept."""

DISPUTES: Final = ("dispute.created", "dispute.resolved")
"""Asked for besides: only their newer page on events has these names."""


def read(event: Json, *, mode: Mode) -> NoticeFacts | NoticeRefused:
    """A proven event as facts. Names and things we do not know are kind "other": kept and not acted on."""
    attributes = part(event, "data", "attributes")
    if attributes.get("livemode") is not (mode == "live"):
        return NoticeRefused("wrong_mode")
    about = part(attributes, "data")
    kind, key, reference = _about(about)
    return NoticeFacts(
        event_id=text(part(event, "data"), "id"),
        kind=kind,
        attempt_key=key,
        reference=reference,
        name=text(attributes, "type"),
    )


def _about(about: Json) -> tuple[NoticeKind, str, str]:
    """Of what kind, our key, their reference. A payment is named by our key alone: we know it by its session."""
    attributes = about.get("attributes")
    held = attributes if isinstance(attributes, dict) else {}
    match about.get("type"):
        case "checkout_session":
            return "payment", key_of(held), text(about, "id")
        case "payment":
            key = key_of(held)
            return "payment", key, "" if key else text(about, "id")
        case "refund":
            return "refund", refund_key(held), text(about, "id")
        case "dispute":
            return "dispute", "", text(about, "id")
        case "payout":
            return "payout", "", text(about, "id")
    return "other", "", ""
