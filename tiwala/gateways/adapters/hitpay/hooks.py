"""Where HitPay sends its events: one registered address for all of them. Its salt is shown on their site alone."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from tiwala.gateways.adapters.hitpay import codes, wire
from tiwala.gateways.line import Line, problem_of
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import AddressRefused, NoticeAddress
from tiwala.gateways.reading import Json, maybe
from tiwala.gateways.writing import written
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

PATH: Final = "/v1/webhook-events"
SUBSCRIBED: Final = (
    "payment_request.completed",
    "payment_request.failed",
    "charge.created",
    "charge.updated",
    "charge.failed",
)
"""What we ask to be told, as their guide names it."""
_OLDER: Final = ("charge.created", "charge.updated")
"""What the page of this door lists: asked for where the rest is not taken."""
_NAME: Final = "Tiwala"
_JSON: Final = {"Content-Type": "application/json"}


def register(line: Line, url: str) -> NoticeAddress | AddressRefused | Unknown:
    """Have events sent to this address: what is there stays, what is missing is made.

    One registered for the same path elsewhere is this portal's from before it moved, and follows it.
    """
    known = _known(line)
    if not isinstance(known, list):
        return known
    mine = next((one for one in known if one[1] == url), None)
    if mine is not None:
        return NoticeAddress(mine[0])
    moved = next((one[0] for one in known if urlsplit(one[1]).path == urlsplit(url).path), "")
    wide = _put(line, url, SUBSCRIBED, ident=moved)
    is_narrower = isinstance(wide, AddressRefused) and wide.why.startswith("event_types")
    return _put(line, url, _OLDER, ident=moved) if is_narrower else wide


def _known(line: Line) -> list[tuple[str, str]] | AddressRefused | Unknown:
    try:
        answer = line.ask(PATH)
    except http.NotSent:
        return Unknown(Why.NOT_SENT)
    except GatewayBreakdown as broken:
        return Unknown(Why.SERVER_ERROR) if broken.retry else AddressRefused("the key is refused")
    found = line.read_rows(answer, _hook)
    return found if isinstance(found, Unknown) else list(found)


def _put(line: Line, url: str, events: tuple[str, ...], *, ident: str) -> NoticeAddress | AddressRefused | Unknown:
    path, method = (f"{PATH}/{ident}", "PUT") if ident else (PATH, "POST")
    body = written({"name": _NAME, "url": url, "event_types": list(events)})
    answer = line.send(path, method=method, content=body, headers=_JSON)
    if isinstance(answer, Unknown):
        return answer
    if answer.is_ok:
        made = line.read(answer, _hook)
        return made if isinstance(made, Unknown) else NoticeAddress(made[0])
    if answer.status in (*codes.KEYS, codes.INVALID):
        return AddressRefused(", ".join(codes.fields_of(problem_of(answer))) or str(answer.status))
    return Unknown(Why.SERVER_ERROR)


def _hook(data: Json) -> tuple[str, str]:
    return wire.ident(data, "id"), maybe(data, "url", most=2000)
