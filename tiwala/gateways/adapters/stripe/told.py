"""Stripe's events as facts: what a proven notice is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tiwala.gateways.adapters.stripe import wire
from tiwala.gateways.port import NoticeFacts, NoticeKind
from tiwala.gateways.reading import Json, part, text

About = tuple[NoticeKind, str, str]
NOTHING: Final[About] = ("other", "", "")


def notice(event: Json, *, account: str) -> NoticeFacts:
    """Names we do not know, and things that are none of ours, are kind "other": kept and not acted on."""
    name, thing = text(event, "type"), part(event, "data", "object")
    reader = _READERS.get(str(thing.get("object")))
    kind, key, reference = reader(thing) if reader is not None else NOTHING
    return NoticeFacts(text(event, "id"), kind, key, reference, account, name)


def _session(thing: Json) -> About:
    key = wire.attempt_key(thing)
    return ("payment", key, text(thing, "id")) if key and thing.get("mode") == "payment" else NOTHING


def _intent(thing: Json) -> About:
    """One that a page began is known by the page's id, which is not told here: then the key alone leads to it."""
    key = wire.attempt_key(thing)
    return ("payment", key, "" if wire.is_by_page(thing) else text(thing, "id")) if key else NOTHING


def _charge(thing: Json) -> About:
    """Carries its intent's marks. Money that somebody gave back on their dashboard is seen by asking."""
    key = wire.attempt_key(thing)
    is_by_token = key and not wire.is_by_page(thing)
    return ("payment", key, text(thing, "payment_intent") if is_by_token else "") if key else NOTHING


def _refund(thing: Json) -> About:
    key = wire.refund_key(thing)
    return ("refund", key, text(thing, "id")) if key else NOTHING


def _dispute(thing: Json) -> About:
    return ("dispute", "", text(thing, "id"))


def _warning(thing: Json) -> About:
    return ("warning", "", text(thing, "id"))


def _payout(thing: Json) -> About:
    return ("payout", "", text(thing, "id"))


_READERS: Final[Mapping[str, Callable[[Json], About]]] = {
    "checkout.session": _session,
    "payment_intent": _intent,
    "charge": _charge,
    "refund": _refund,
    "dispute": _dispute,
    "payout": _payout,
    "radar.early_fraud_warning": _warning,
}
