"""Where PayMongo sends its notices: webhooks made, found again, mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tiwala.gateways.adapters.paymongo import codes, events, wire
from tiwala.gateways.adapters.paymongo.products import Products
from tiwala.gateways.line import SERVER, Line, problem_of
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import AddressRefused, NoticeAddress
from tiwala.gateways.reading import Json, UnreadableError, maybe, part, rows, text
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

_PATH: Final = "/v1/webhooks"
_BUSY: Final = 429
_SECRET_LETTERS: Final = 200
Lists = tuple[tuple[str, ...], tuple[str, ...]]
"""What we want to be told, and what every account knows of it."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """One that is registered there."""

    reference: str
    url: str
    secret: str = field(repr=False)
    is_on: bool
    told: frozenset[str]


def wanted(products: Products) -> Lists:
    """With disputes where they know of them, and with what becomes of codes where we show those ourselves."""
    sure = (*events.SUBSCRIBED, *(events.CODES if products.qr else ()))
    return (*sure, *events.DISPUTES), sure


def register(line: Line, url: str, *, lists: Lists, key: str) -> NoticeAddress | AddressRefused | Unknown:
    """Make a webhook with disputes, or without where they know no such events, or mend the one that is there."""
    refused = AddressRefused("no answer")
    for number, names in enumerate(lists):
        answer = _send(line, _PATH, {"url": url, "events": list(names)}, key=f"{key}-{number}")
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            made = line.read(answer, lambda found: webhook(part(found, "data")))
            return made if isinstance(made, Unknown) else NoticeAddress(made.reference, made.secret)
        if answer.status >= SERVER or answer.status == _BUSY:
            return Unknown(Why.SERVER_ERROR)
        known = _known(line, url)
        if known is not None:
            return _mended(line, known, lists=lists, key=key)
        refused = AddressRefused(codes.error_code(problem_of(answer)) or str(answer.status))
    return refused


def webhook(data: Json) -> Webhook:
    """A webhook's resource."""
    attributes = part(data, "attributes")
    told = attributes.get("events")
    if not isinstance(told, list) or not all(isinstance(name, str) for name in told):
        raise UnreadableError("events")
    return Webhook(
        reference=text(data, "id"),
        url=text(attributes, "url"),
        secret=maybe(attributes, "secret_key", most=_SECRET_LETTERS),
        is_on=maybe(attributes, "status") != "disabled",
        told=frozenset(told),
    )


def _known(line: Line, url: str) -> Webhook | None:
    """The webhook of this address, with its secret; None when there is none to be seen."""
    try:
        answer = line.ask(_PATH)
    except GatewayBreakdown:
        return None
    found = line.read(answer, lambda all_of: [webhook(one) for one in rows(all_of)])
    if isinstance(found, Unknown):
        return None
    return next((one for one in found if one.url == url and one.secret), None)


def _mended(line: Line, known: Webhook, *, lists: Lists, key: str) -> NoticeAddress | Unknown:
    """The webhook, told all we read and switched on: they switch one off after three notices that nobody took."""
    path = f"{_PATH}/{known.reference}"
    for number, names in enumerate(lists):
        if known.told.issuperset(names):
            break
        body = {"url": known.url, "events": sorted({*known.told, *names})}
        answer = _send(line, path, body, key=f"{key}-events-{number}", method="PUT")
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            break
    if not known.is_on:
        answer = _send(line, f"{path}/enable", {}, key=f"{key}-on")
        if isinstance(answer, Unknown) or not answer.is_ok:
            return answer if isinstance(answer, Unknown) else Unknown(Why.SERVER_ERROR)
    return NoticeAddress(known.reference, known.secret)


def _send(
    line: Line, path: str, attributes: Mapping[str, Any], *, key: str, method: str = "POST"
) -> http.Answer | Unknown:
    return line.send(path, method=method, json=wire.wrapped(dict(attributes)), headers={"Idempotency-Key": key})
