"""A gateway that says what a test wrote for it: behind our own port, with no line to break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from tiwala.gateways import registry
from tiwala.gateways.adapters.sandbox.abilities import abilities
from tiwala.gateways.capabilities import Capabilities
from tiwala.gateways.outcomes import NeedsPayer, Outcome, RefundOutcome, Unknown, Why
from tiwala.gateways.port import (
    AccountFacts,
    AddressRefused,
    AnswerRefused,
    DisputeAnswered,
    DisputeFacts,
    LookUp,
    LookUpRefund,
    MethodForgotten,
    NoticeAddress,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    RefundRequest,
    StartRequest,
    StatementLine,
    WarningFacts,
)
from tiwala.kit.money import Money

Said = Outcome | RefundOutcome | Exception | Callable[[Any], Any]


class ScriptedGateway:
    """Answers each verb with what `says[verb]` holds next (the last one stays), and remembers every call."""

    def __init__(self) -> None:
        self.says: dict[str, list[Said]] = defaultdict(list)
        self.calls: list[tuple[str, Any]] = []
        self.can: Capabilities = abilities("http://scripted.example")

    def start(self, request: StartRequest) -> Outcome:
        default = NeedsPayer("http://scripted.example/pay", f"chk_{request.attempt_key}")
        return self._next("start", request, default)

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        return self._next("capture", (reference, amount, key), Unknown(Why.TIMED_OUT))

    def cancel(self, reference: str, *, key: str) -> Outcome:
        return self._next("cancel", (reference, key), Unknown(Why.TIMED_OUT))

    def refund(self, request: RefundRequest) -> RefundOutcome:
        return self._next("refund", request, Unknown(Why.TIMED_OUT))

    def look_up(self, query: LookUp) -> Outcome:
        return self._next("look_up", query, Unknown(Why.NOT_FOUND))

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        return self._next("look_up_refund", query, Unknown(Why.NOT_FOUND))

    def look_up_dispute(self, reference: str) -> DisputeFacts | Unknown:
        return self._next("look_up_dispute", reference, Unknown(Why.NOT_FOUND))

    def look_up_warning(self, reference: str) -> WarningFacts | Unknown:
        return self._next("look_up_warning", reference, Unknown(Why.NOT_FOUND))

    def list_disputes(self, since: datetime) -> tuple[str, ...]:
        return self._next("list_disputes", since, ())

    def answer_dispute(self, reference: str, *, text: str, key: str) -> DisputeAnswered | AnswerRefused | Unknown:
        return self._next("answer_dispute", (reference, text, key), DisputeAnswered())

    def forget_method(self, token: str, *, key: str) -> MethodForgotten | Unknown:
        return self._next("forget_method", (token, key), MethodForgotten())

    def register_notices(self, url: str, *, key: str) -> NoticeAddress | AddressRefused | Unknown:
        return self._next("register_notices", (url, key), NoticeAddress("hook_1", secret="whsec_given"))

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        return NoticeRefused("no_proof")

    def statement(self, day: date) -> Iterator[StatementLine]:
        return iter(self._next("statement", day, ()))

    def called(self, verb: str) -> list[Any]:
        """What each call of this verb was asked."""
        return [asked for name, asked in self.calls if name == verb]

    def _next(self, verb: str, asked: Any, default: Any) -> Any:
        self.calls.append((verb, asked))
        script = self.says[verb]
        said = (script.pop(0) if len(script) > 1 else script[0]) if script else default
        if isinstance(said, Exception):
            raise said
        return said(asked) if callable(said) else said


@contextmanager
def registered() -> Iterator[ScriptedGateway]:
    """The gateway under the name "scripted", for as long as the block lasts."""
    gateway = ScriptedGateway()
    names = registry.GATEWAYS
    assert isinstance(names, dict)

    def build(_facts: AccountFacts) -> ScriptedGateway:
        return gateway

    names["scripted"] = registry.Known("Scripted", build, ("api_key",), ("test",), lambda _mode: "http://x.example")
    try:
        yield gateway
    finally:
        del names["scripted"]
        registry._built.clear()
