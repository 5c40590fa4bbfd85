"""The line to a gateway, for every adapter: calls that may move money never raise, reads break down honestly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.reading import Json, UnreadableError, load, load_rows
from tiwala.kit import http, logs
from tiwala.kit.errors import GatewayBreakdown

T = TypeVar("T")

MISSING: Final = 404
SERVER: Final = 500
_BUSY: Final = 429
_log = logs.logger(__name__)
last_status: ContextVar[int] = ContextVar("last_status", default=0)
"""The status of this thread's newest answer; whoever watches calls tells a busy gateway from a broken one by it."""


def is_busy() -> bool:
    """Whether the newest answer was that it is too much just now."""
    return last_status.get() == _BUSY


class Line:
    """Speaks HTTP to one account at one gateway. `headers` (the keys) go with every call and never into a log."""

    def __init__(self, gateway: str, base_url: str, *, headers: Mapping[str, str]) -> None:
        self.gateway = gateway
        self._http = http.client(base_url, headers=headers)

    def send(self, path: str, *, method: str = "POST", **question: Any) -> http.Answer | Unknown:
        """A call that may move money: json, data (a form), headers. A lost answer says whether to send again."""
        try:
            answer = self._http.request(method, path, **question)
        except http.NotSent:
            return Unknown(Why.NOT_SENT)
        except http.MaybeSent as broken:
            return Unknown(Why.TIMED_OUT if "Timeout" in str(broken) else Why.LINE_BROKE)
        last_status.set(answer.status)
        return answer

    def ask(self, path: str, **question: Any) -> http.Answer:
        """A read: params, headers; 404 is an answer.

        Breaks down on a broken line, on a busy or broken server (ask again) and on refused keys (do not).
        """
        answer = self._http.get(path, **question)
        last_status.set(answer.status)
        if answer.is_ok or answer.status == MISSING:
            return answer
        raise GatewayBreakdown(f"answered_{answer.status}", retry=answer.status >= SERVER or answer.status == _BUSY)

    def read(self, answer: http.Answer, reader: Callable[[Json], T]) -> T | Unknown:
        """What the answer says, or Unknown when it makes no sense."""
        return self._read(answer, lambda body: reader(load(body)))

    def read_rows(self, answer: http.Answer, reader: Callable[[Json], T]) -> Sequence[T] | Unknown:
        """What each object of a bare list says, or Unknown when any of it makes no sense."""
        return self._read(answer, lambda body: [reader(row) for row in load_rows(body)])

    def _read(self, answer: http.Answer, reader: Callable[[bytes], T]) -> T | Unknown:
        try:
            return reader(answer.body)
        except UnreadableError as error:
            _log.warning("gateways.answer_unreadable", gateway=self.gateway, status=answer.status, why=str(error))
            return Unknown(Why.UNREADABLE)

    def tell_refused(self, answer: http.Answer, why: str) -> None:
        """Leave a log line about a call that was refused; `why` is their code, never a text about a person."""
        _log.warning("gateways.call_refused", gateway=self.gateway, status=answer.status, why=why[:60])


def problem_of(answer: http.Answer) -> Json:
    """The problem in a refusal; empty when there is none to read."""
    try:
        return load(answer.body)
    except UnreadableError:
        return {}
