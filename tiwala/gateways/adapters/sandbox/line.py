"""The line to the sandbox: calls that may move money never raise, reads break down honestly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from tiwala.gateways.adapters.sandbox import codes, wire
from tiwala.gateways.adapters.sandbox.wire import Json, UnreadableError
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import AccountFacts
from tiwala.kit import http, logs
from tiwala.kit.errors import GatewayBreakdown

T = TypeVar("T")

MISSING: Final = 404
SERVER: Final = 500
_BUSY: Final = 429
_log = logs.logger(__name__)


class Line:
    """Speaks HTTP to one account's gateway."""

    def __init__(self, facts: AccountFacts) -> None:
        headers = {"Authorization": f"Bearer {facts.keys.get('api_key', '')}"}
        self._http = http.client(facts.base_url, headers=headers)

    def send(self, path: str, body: Mapping[str, Any], *, key: str) -> http.Answer | Unknown:
        """A call that may move money. A lost answer is a value, and says whether sending again is safe."""
        try:
            return self._http.post(path, json=dict(body), headers={"Idempotency-Key": key})
        except http.NotSent:
            return Unknown(Why.NOT_SENT)
        except http.MaybeSent as broken:
            return Unknown(Why.TIMED_OUT if "Timeout" in str(broken) else Why.LINE_BROKE)

    def ask(self, path: str, **params: str) -> http.Answer:
        """A read. Breaks down on a broken line, a busy or broken server (ask again) and on refused keys (do not)."""
        answer = self._http.get(path, params=params)
        if answer.is_ok or answer.status == MISSING:
            return answer
        raise GatewayBreakdown(f"answered_{answer.status}", retry=answer.status >= SERVER or answer.status == _BUSY)


def read(answer: http.Answer, reader: Callable[[Json], T]) -> T | Unknown:
    """What the answer says, or Unknown when it makes no sense."""
    try:
        return reader(wire.load(answer.body))
    except UnreadableError as error:
        _log.warning("gateways.answer_unreadable", gateway="sandbox", status=answer.status, why=str(error))
        return Unknown(Why.UNREADABLE)


def problem_of(answer: http.Answer) -> Json:
    """The problem in a refusal; empty when there is none to read."""
    try:
        return wire.load(answer.body)
    except UnreadableError:
        return {}


def unknown(answer: http.Answer, problem: Json) -> Unknown:
    """Why we do not know after an answer that is neither a result nor a refusal of ours to understand."""
    if (answer.status, problem.get("code")) in codes.NOTHING_DONE:
        return Unknown(Why.NOT_SENT)
    if answer.status == MISSING and problem.get("code") == "not_found":
        return Unknown(Why.NOT_FOUND)
    return Unknown(Why.SERVER_ERROR if answer.status >= SERVER else Why.UNREADABLE)
