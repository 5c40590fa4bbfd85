"""Where Maya sends its notices: one address for each name of an event."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from tiwala.gateways.adapters.maya import codes, wire
from tiwala.gateways.adapters.maya.calls import Calls
from tiwala.gateways.line import SERVER, problem_of
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import AddressRefused, NoticeAddress
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

PATH: Final = "/payments/v1/webhooks"
SUBSCRIBED: Final = ("PAYMENT_SUCCESS", "PAYMENT_FAILED", "PAYMENT_EXPIRED", "PAYMENT_CANCELLED", "AUTHORIZED")
"""What we ask to be told: names on their list for Checkout and Vault."""


def register(calls: Calls, url: str, *, key: str) -> NoticeAddress | AddressRefused | Unknown:
    """Name by name: what is there already stays, what is missing is made.

    An event that goes to somebody else's address is not taken from them: AddressRefused names it. One that goes to
    the same path elsewhere is this portal's from before it moved, and follows it.
    """
    known = _known(calls)
    if not isinstance(known, dict):
        return known
    taken = [name for name in SUBSCRIBED if name in known and not _is_ours(known[name][1], url)]
    if taken:
        return AddressRefused(f"{taken[0]} is sent elsewhere already")
    idents = []
    for name in SUBSCRIBED:
        ident, at = known.get(name, ("", ""))
        made = ident if at == url else _put(calls, name, url, ident=ident, key=key)
        if not isinstance(made, str):
            return made
        idents.append(made)
    return NoticeAddress(" ".join(idents))


def _known(calls: Calls) -> dict[str, tuple[str, str]] | AddressRefused | Unknown:
    try:
        answer = calls.secret.ask(PATH)
    except http.NotSent:
        return Unknown(Why.NOT_SENT)
    except GatewayBreakdown as broken:
        return Unknown(Why.SERVER_ERROR) if broken.retry else AddressRefused("the keys are refused")
    if codes.code_of(problem_of(answer) if not answer.is_ok else {}) == "PY0038":
        return {}
    found = calls.secret.read_rows(answer, wire.webhook)
    return found if isinstance(found, Unknown) else {name: (ident, at) for ident, name, at in found}


def _put(calls: Calls, name: str, url: str, *, ident: str, key: str) -> str | AddressRefused | Unknown:
    path, method = (f"{PATH}/{ident}", "PUT") if ident else (PATH, "POST")
    answer = calls.send(path, {"name": name, "callbackUrl": url}, key=f"{key}-{name}", method=method)
    if isinstance(answer, Unknown):
        return answer
    if answer.is_ok:
        made = calls.secret.read(answer, wire.webhook)
        return made if isinstance(made, Unknown) else made[0]
    if answer.status >= SERVER or answer.status == codes.BUSY:
        return Unknown(Why.SERVER_ERROR)
    return AddressRefused(codes.code_of(problem_of(answer)) or str(answer.status))


def _is_ours(at: str, url: str) -> bool:
    return urlsplit(at).path == urlsplit(url).path
