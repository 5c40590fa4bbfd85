"""A gateway that is watched: every call leaves a trace of how it went and how long it took. The adapter knows nothing.

Watching never breaks a call: a trace that cannot be left is a line in the log.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Literal, Protocol, TypeVar, cast

from tiwala.gateways import line
from tiwala.gateways.capabilities import Capabilities
from tiwala.gateways.outcomes import Declined, DeclineReason, Outcome, RefundOutcome, Unknown, Why
from tiwala.gateways.port import (
    AddressRefused,
    AnswerRefused,
    AnswersDisputes,
    DisputeAnswered,
    DisputeFacts,
    ForgetsMethods,
    Gateway,
    ListsDisputes,
    LookUp,
    LookUpRefund,
    MethodForgotten,
    NoticeAddress,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    RefundRequest,
    SeesDisputes,
    StartRequest,
    StatementLine,
    TakesNoticeAddress,
    WarningFacts,
    WarnsEarly,
)
from tiwala.gateways.states import CircuitState
from tiwala.gateways.tracing import Trace, keep
from tiwala.kit import clock, logs
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

T = TypeVar("T")

Kind = Literal["ok", "failed", "unknown", "busy"]
"""How a call went: it answered (a decline is an answer), nothing came of it, nobody knows, or it was too much."""
_ANSWERS = (Why.NOT_FOUND, Why.KEY_REUSED)
log = logs.logger(__name__)


class Judge(Protocol):
    """What is told of a start that went wrong, or that went while its circuit was not closed."""

    def __call__(self, account_ref: str, method: str, *, went_well: bool, began_at: datetime, by: Actor) -> None:
        """Take it in."""


_judges: list[Judge] = []


def set_judge(judge: Judge) -> None:
    """Who judges; the room's start sets `actions.judge_circuit`, which stands above what imports this."""
    _judges[:] = [judge]


class Watched:
    """One account's adapter, watched."""

    def __init__(self, gateway: Gateway, account_ref: str) -> None:
        self._gateway = gateway
        self._account_ref = account_ref

    def __repr__(self) -> str:
        return f"Watched({self._gateway!r})"

    @property
    def can(self) -> Capabilities:
        """What the gateway can."""
        return self._gateway.can

    def start(self, request: StartRequest) -> Outcome:
        """Ask for money. How that goes decides about the method's circuit; a saved method's own trouble does not."""
        began = clock.now()
        method = "" if request.token else request.method
        outcome, kind, standing = self._call("start", lambda: self._gateway.start(request), method=method)
        if method and (kind != "ok" or standing != CircuitState.CLOSED):
            self._judge(method, went_well=kind == "ok", began=began)
        return outcome

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Take authorized money."""
        return self._call("capture", lambda: self._gateway.capture(reference, amount=amount, key=key))[0]

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """Call a try off."""
        return self._call("cancel", lambda: self._gateway.cancel(reference, key=key))[0]

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give money back."""
        return self._call("refund", lambda: self._gateway.refund(request))[0]

    def look_up(self, query: LookUp) -> Outcome:
        """The truth about a try."""
        return self._call("look_up", lambda: self._gateway.look_up(query))[0]

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """The truth about a refund."""
        return self._call("look_up_refund", lambda: self._gateway.look_up_refund(query))[0]

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        """No call: nothing to watch."""
        return self._gateway.read_notice(notice)

    def statement(self, day: date) -> Iterator[StatementLine]:
        """The lines of one day, watched to their end."""
        lines = iter(self._gateway.statement(day))
        line.last_status.set(0)
        began = time.monotonic()
        kind: Kind = "failed"
        try:
            yield from lines
            kind = "ok"
        except GeneratorExit:
            kind = "ok"
            raise
        except GatewayBreakdown:
            kind = "busy" if line.is_busy() else "failed"
            raise
        finally:
            self._trace("statement", "", kind, began=began)

    def forget_method(self, token: str, *, key: str) -> MethodForgotten | Unknown:
        """End a saved method there."""
        return self._call("forget_method", lambda: cast("ForgetsMethods", self._gateway).forget_method(token, key=key))[
            0
        ]

    def look_up_dispute(self, reference: str) -> DisputeFacts | Unknown:
        """The truth about a dispute."""
        return self._call("look_up_dispute", lambda: cast("SeesDisputes", self._gateway).look_up_dispute(reference))[0]

    def look_up_warning(self, reference: str) -> WarningFacts | Unknown:
        """The truth about an early warning of fraud."""
        return self._call("look_up_warning", lambda: cast("WarnsEarly", self._gateway).look_up_warning(reference))[0]

    def list_disputes(self, since: datetime) -> tuple[str, ...]:
        """Which disputes there are."""
        return self._call("list_disputes", lambda: cast("ListsDisputes", self._gateway).list_disputes(since))[0]

    def answer_dispute(self, reference: str, *, text: str, key: str) -> DisputeAnswered | AnswerRefused | Unknown:
        """Say why the money is ours."""
        answers = cast("AnswersDisputes", self._gateway)
        return self._call("answer_dispute", lambda: answers.answer_dispute(reference, text=text, key=key))[0]

    def register_notices(self, url: str, *, key: str) -> NoticeAddress | AddressRefused | Unknown:
        """Have them send their notices here."""
        return self._call(
            "register_notices", lambda: cast("TakesNoticeAddress", self._gateway).register_notices(url, key=key)
        )[0]

    def _call(self, verb: str, ask: Callable[[], T], *, method: str = "") -> tuple[T, Kind, str]:
        line.last_status.set(0)
        began = time.monotonic()
        kind: Kind = "failed"
        try:
            answer = ask()
        except GatewayBreakdown:
            kind = "busy" if line.is_busy() else "failed"
            self._trace(verb, method, kind, began=began)
            raise
        except Exception:
            self._trace(verb, method, kind, began=began)
            raise
        kind = kind_of(answer, is_start=verb == "start", is_busy=line.is_busy())
        return answer, kind, self._trace(verb, method, kind, began=began)

    def _trace(self, verb: str, method: str, kind: Kind, *, began: float) -> str:
        took_ms = int((time.monotonic() - began) * 1000)
        try:
            return keep(Trace(clock.now(), self._account_ref, method[:30], verb, kind, took_ms))
        except Exception:
            log.exception("gateways.trace_lost", account_ref=self._account_ref, verb=verb)
            return CircuitState.CLOSED

    def _judge(self, method: str, *, went_well: bool, began: datetime) -> None:
        try:
            for judge in _judges:
                judge(self._account_ref, method, went_well=went_well, began_at=began, by=SYSTEM)
        except Exception:
            log.exception("gateways.not_judged", account_ref=self._account_ref, method=method)


def kind_of(answer: object, *, is_start: bool = False, is_busy: bool = False) -> Kind:
    """How a call went, by its answer and whether the line was too much asked.

    A start that says "not this method" (refused keys, a method under repair) failed: nothing was begun there.
    """
    if isinstance(answer, Unknown):
        if answer.why in _ANSWERS:
            return "ok"
        if answer.why == Why.NOT_SENT:
            return "busy" if is_busy else "failed"
        return "unknown"
    if is_start and isinstance(answer, Declined) and answer.reason == DeclineReason.METHOD_UNAVAILABLE:
        return "failed"
    return "ok"
