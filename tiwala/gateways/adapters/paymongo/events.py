"""PayMongo's events as facts: data.attributes.type says what happened, data.attributes.data to what."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.adapters.paymongo.wire import is_by_code, key_of, refund_key
from tiwala.gateways.capabilities import Mode
from tiwala.gateways.port import NoticeFacts, NoticeKind, NoticeRefused
from tiwala.gateways.reading import Json, maybe, part, text

SUBSCRIBED: Final = ("checkout_session.payment.paid", "payment.failed", "payment.refunded", "payment.refund.updated")
"""What we ask to be told: names on their reference's list. Others that come are read too, or kept."""

CODES: Final = ("payment.paid", "qrph.expired")
"""Asked for besides where the code is shown on our own page: on their reference's list too."""

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
    process = maybe(held, "payment_intent_id")
    match about.get("type"):
        case "checkout_session":
            return "payment", key_of(held), text(about, "id")
        case "payment":
            key = key_of(held)
            is_code = bool(process) and is_by_code(held)
            return "payment", key, "" if key else process if is_code else text(about, "id")
        case "refund":
            return "refund", refund_key(held), text(about, "id")
        case "dispute":
            return "dispute", "", text(about, "id")
        case "payout":
            return "payout", "", text(about, "id")
    # What qrph.expired is about is not documented: whatever names a payment intent is a hint to ask about that.
    return ("payment", key_of(held), process) if process else ("other", "", "")
