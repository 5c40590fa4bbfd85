"""QR Ph's code for our own page: a payment intent with a method of its own, and the picture that they draw of it.

They give the code as a picture alone. It is read, so that what we show is a code we have understood; a picture that
cannot be read is shown to nobody, and the payer goes to their page instead.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from tiwala.gateways import qrph
from tiwala.gateways.adapters.paymongo import wire
from tiwala.gateways.adapters.paymongo.products import QRPH
from tiwala.gateways.line import Line
from tiwala.gateways.outcomes import Expired, NeedsPayer, Outcome, Pending, Unknown, Why
from tiwala.gateways.port import AccountFacts, StartRequest
from tiwala.gateways.reading import Json, one_line, part
from tiwala.kit import clock, http, logs
from tiwala.kit.errors import GatewayBreakdown

PATH: Final = "/v1/payment_intents"
BEGINS: Final = "pi_"
_LEAST_S, _MOST_S, _USUAL_S = 60, 9_000, 1_800
_PICTURE: Final = "data:image/"
_IN_64: Final = ";base64,"
_LONGEST: Final = 700_000
_log = logs.logger(__name__)


class Unseen(Exception):
    """There is no picture, or none that we can read."""


def show(line: Line, request: StartRequest, *, facts: AccountFacts) -> Outcome | http.Answer:
    """Ask for the code; an answer that came back as it is, is their refusal. Unseen: show their page instead.

    Until the code is shown nobody can pay it, so whatever was lost on the way may be sent again under the same keys.
    """
    made = _send(line, PATH, _asked(request), key=f"code-{request.attempt_key}")
    if isinstance(made, Unknown) or not made.is_ok:
        return made
    ident = line.read(made, lambda found: wire.asked_for(found, request.amount, mode=facts.mode))
    if isinstance(ident, Unknown):
        return ident
    if not ident:
        return Unknown(Why.KEY_REUSED)
    lasts_s = _lasts_s(request)
    method = _send(line, "/v1/payment_methods", _method(lasts_s), key=f"method-{lasts_s}-{request.attempt_key}")
    if isinstance(method, Unknown) or not method.is_ok:
        return method
    name = line.read(method, lambda found: wire.id_of(part(found, "data")))
    if isinstance(name, Unknown):
        return name
    return _attached(line, request, ident=ident, method=name, facts=facts)


def picture_of(found: Json) -> bytes:
    """The picture in an answer."""
    action = part(found, "data", "attributes").get("next_action")
    code = action.get("code") if isinstance(action, dict) else None
    text = code.get("image_url") if isinstance(code, dict) else None
    head, mark, body = text.partition(_IN_64) if isinstance(text, str) and len(text) <= _LONGEST else ("", "", "")
    if not mark or not head.startswith(_PICTURE):
        raise Unseen
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise Unseen from None


def _attached(
    line: Line, request: StartRequest, *, ident: str, method: str, facts: AccountFacts
) -> Outcome | http.Answer:
    body = {"payment_method": method, "return_url": request.return_url}
    answer = _send(line, f"{PATH}/{ident}/attach", body, key=f"attach-{method}")
    if isinstance(answer, Unknown):
        return answer
    if not answer.is_ok:
        # Refused because an answer was lost and it has its code already? Then that one is as good.
        try:
            before = line.ask(f"{PATH}/{ident}")
        except GatewayBreakdown:
            return answer
        shown = _code(line, before, facts=facts)
        return shown if isinstance(shown, NeedsPayer) else answer
    shown = _code(line, answer, facts=facts)
    if isinstance(shown, NeedsPayer) and shown.expires_at is None:
        return replace(shown, expires_at=clock.now() + timedelta(seconds=_lasts_s(request)))
    return Unknown(Why.UNREADABLE) if isinstance(shown, Expired | Pending) else shown


def _code(line: Line, answer: http.Answer, *, facts: AccountFacts) -> Outcome:
    """What stands there, its code read."""

    def reader(found: Json) -> Outcome:
        outcome = wire.code(found, account=facts.external_id, mode=facts.mode)
        if not isinstance(outcome, NeedsPayer):
            return outcome
        try:
            return replace(outcome, qr_payload=qrph.text_in(picture_of(found)))
        except qrph.NotQrPh as refused:
            _log.warning("gateways.code_unseen", gateway=line.gateway, why=str(refused.wrong))
            raise Unseen from None

    return line.read(answer, reader)


def _asked(request: StartRequest) -> dict[str, Any]:
    words = one_line(request.description) or request.attempt_key
    return {
        "amount": request.amount.minor,
        "currency": request.amount.currency,
        "payment_method_allowed": [QRPH],
        "capture_type": "automatic",
        "description": f"{words} [{request.attempt_key}]",
        "metadata": {wire.KEY: request.attempt_key, **wire.OWN},
    }


def _method(lasts_s: int) -> dict[str, Any]:
    return {"type": QRPH, "expiry_seconds": lasts_s}


def _lasts_s(request: StartRequest) -> int:
    """As long as we wait, within what they take; whole minutes, so that the same call a moment later reads the same."""
    if request.expires_at is None:
        return _USUAL_S
    left = int((request.expires_at - clock.now()).total_seconds())
    return min(max(-(-left // 60) * 60, _LEAST_S), _MOST_S)


def _send(line: Line, path: str, attributes: Mapping[str, Any], *, key: str) -> http.Answer | Unknown:
    return line.send(path, json=wire.wrapped(dict(attributes)), headers={"Idempotency-Key": key})
