"""The verbs at the sandbox, as its wire is described in tiwala_sandbox/README.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from tiwala.gateways.adapters.sandbox import codes, signature, wire
from tiwala.gateways.adapters.sandbox.abilities import abilities
from tiwala.gateways.adapters.sandbox.unknowns import unknown
from tiwala.gateways.line import MISSING, SERVER, Line, problem_of
from tiwala.gateways.outcomes import (
    Declined,
    DeclineReason,
    Outcome,
    RefundFailed,
    RefundOutcome,
    RefundUnsupported,
    Unknown,
    Why,
)
from tiwala.gateways.port import (
    AccountFacts,
    AnswerRefused,
    Capabilities,
    DisputeAnswered,
    DisputeFacts,
    Gateway,
    LookUp,
    LookUpRefund,
    MethodForgotten,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    RefundRequest,
    StartRequest,
    StatementLine,
    WarningFacts,
)
from tiwala.gateways.reading import Json, UnreadableError, load
from tiwala.kit import clock, http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

_THEIR_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
_PAGES_MAX: Final = 10_000
_LIFETIME_MAX_S: Final = 2_592_000
_CONFLICT: Final = 409
_ANSWER_MAX: Final = 5000


def build(facts: AccountFacts) -> Gateway:
    """The adapter to one account; cheap, the connections are the kit's and shared."""
    return SandboxGateway(facts)


class SandboxGateway:
    """One account at the sandbox."""

    def __init__(self, facts: AccountFacts) -> None:
        self._facts = facts
        headers = {"Authorization": f"Bearer {facts.keys.get('api_key', '')}"}
        self._line = Line("sandbox", facts.base_url, headers=headers)
        site = urlsplit(facts.base_url)
        self._can = abilities(f"{site.scheme}://{site.netloc}")

    def __repr__(self) -> str:
        return f"SandboxGateway({self._facts.external_id!r}, {self._facts.mode!r})"

    @property
    def can(self) -> Capabilities:
        """What the sandbox can."""
        return self._can

    def start(self, request: StartRequest) -> Outcome:
        """Open a checkout, or charge a saved method when a token is given."""
        if request.token and not _THEIR_ID.fullmatch(request.token):
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        if request.token:
            path, body = f"/v1/methods/{request.token}/charges", wire.charge_body(request)
        else:
            path, body = "/v1/checkouts", wire.start_body(request) | _lifetime(request)
        answer = self._send(path, body, key=request.attempt_key)
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            return self._line.read(answer, wire.checkout)
        problem = problem_of(answer)
        if problem.get("code") == "idempotency_key_reused":
            return self._made_before(request)
        return self._refused(answer, problem)

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Take authorized money. When it is past capturing, says what it is instead."""
        return self._move(reference, "capture", {"amount_minor": amount.minor}, key=key)

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """Call a checkout off. When it was paid or ended meanwhile, says so."""
        return self._move(reference, "cancel", {}, key=key)

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give money back; the reference is the checkout's."""
        answer = self._send("/v1/refunds", wire.refund_body(request), key=request.key)
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            return self._line.read(answer, wire.refund)
        problem = problem_of(answer)
        if problem.get("code") == "refund_not_supported":
            return RefundUnsupported()
        if problem.get("code") == "idempotency_key_reused":
            return Unknown(Why.KEY_REUSED)
        failure = codes.refused_refund(problem) if answer.status < SERVER else None
        return RefundFailed(failure) if failure is not None else unknown(answer, problem)

    def look_up(self, query: LookUp) -> Outcome:
        """The checkout by its id, else by our key; Unknown(NOT_FOUND) when there is none."""
        if query.reference and _THEIR_ID.fullmatch(query.reference):
            answer = self._line.ask(f"/v1/checkouts/{query.reference}")
            if answer.status != MISSING:
                return self._line.read(answer, wire.checkout)
        if not query.attempt_key:
            return Unknown(Why.NOT_FOUND)
        return self._line.read(self._line.ask("/v1/checkouts", params={"reference": query.attempt_key}), _newest)

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """The refund by its id, else by our key; Unknown(NOT_FOUND) when there is none."""
        if query.reference and _THEIR_ID.fullmatch(query.reference):
            answer = self._line.ask(f"/v1/refunds/{query.reference}")
            if answer.status != MISSING:
                return self._line.read(answer, wire.refund)
        return self._line.read(self._line.ask("/v1/refunds", params={"reference": query.key}), _first_refund)

    def forget_method(self, token: str, *, key: str) -> MethodForgotten | Unknown:
        """End a saved method; one they do not know is gone already."""
        if not _THEIR_ID.fullmatch(token):
            return MethodForgotten()
        answer = self._line.send(f"/v1/methods/{token}", method="DELETE", headers={"Idempotency-Key": f"forget-{key}"})
        if isinstance(answer, Unknown) or answer.is_ok:
            return answer if isinstance(answer, Unknown) else MethodForgotten()
        problem = problem_of(answer)
        is_gone = answer.status == MISSING and problem.get("code") == "not_found"
        return MethodForgotten() if is_gone else unknown(answer, problem)

    def look_up_dispute(self, reference: str) -> DisputeFacts | Unknown:
        """The dispute by its id; Unknown(NOT_FOUND) when there is none."""
        if not _THEIR_ID.fullmatch(reference):
            return Unknown(Why.NOT_FOUND)
        answer = self._line.ask(f"/v1/disputes/{reference}")
        return Unknown(Why.NOT_FOUND) if answer.status == MISSING else self._line.read(answer, wire.dispute)

    def look_up_warning(self, reference: str) -> WarningFacts | Unknown:
        """The early warning by its id; Unknown(NOT_FOUND) when there is none."""
        if not _THEIR_ID.fullmatch(reference):
            return Unknown(Why.NOT_FOUND)
        answer = self._line.ask(f"/v1/warnings/{reference}")
        return Unknown(Why.NOT_FOUND) if answer.status == MISSING else self._line.read(answer, wire.warning)

    def list_disputes(self, since: datetime) -> tuple[str, ...]:
        """The ids of all that were opened since then, page after page."""
        cursor, found = "", list[str]()
        for _ in range(_PAGES_MAX):
            question = {"since": since.isoformat()} | ({"cursor": cursor} if cursor else {})
            page = self._line.read(self._line.ask("/v1/disputes", params=question), wire.dispute_page)
            if isinstance(page, Unknown):
                raise GatewayBreakdown("the list of disputes makes no sense", retry=False)
            several, following = page
            found += several
            if not following or following == cursor:
                return tuple(found)
            cursor = following
        raise GatewayBreakdown("the list of disputes has no end", retry=False)

    def answer_dispute(self, reference: str, *, text: str, key: str) -> DisputeAnswered | AnswerRefused | Unknown:
        """Hand our words in; what is over takes none."""
        if not _THEIR_ID.fullmatch(reference):
            return AnswerRefused("not_found")
        answer = self._send(f"/v1/disputes/{reference}/answer", {"text": text[:_ANSWER_MAX]}, key=f"answer-{key}")
        if isinstance(answer, Unknown) or answer.is_ok:
            return answer if isinstance(answer, Unknown) else DisputeAnswered()
        problem = problem_of(answer)
        if answer.status in (MISSING, _CONFLICT):
            return AnswerRefused(str(problem.get("code"))[:60])
        return unknown(answer, problem)

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        """Signature first, then mode and account, then the facts. Reads nothing it has not proven."""
        header = notice.headers.get(signature.HEADER, "")
        proof = signature.check(header, notice.body, secrets=self._facts.notice_secrets, at=notice.received_at)
        if proof != "ok":
            return NoticeRefused(proof)
        try:
            event = load(notice.body)
            if event.get("live") is not (notice.mode == "live") or notice.mode != self._facts.mode:
                return NoticeRefused("wrong_mode")
            if event.get("account") != self._facts.external_id:
                return NoticeRefused("wrong_account")
            return wire.notice(event)
        except UnreadableError:
            return NoticeRefused("unreadable")

    def statement(self, day: date) -> Iterator[StatementLine]:
        """All lines of one day in Asia/Manila, page after page."""
        cursor = ""
        for _ in range(_PAGES_MAX):
            question = {"cursor": cursor} if cursor else {}
            page = self._line.read(
                self._line.ask(f"/v1/statements/{day.isoformat()}", params=question), wire.statement_page
            )
            if isinstance(page, Unknown):
                raise GatewayBreakdown("the statement makes no sense", retry=False)
            lines, following = page
            yield from lines
            if not following or following == cursor:
                return
            cursor = following
        raise GatewayBreakdown("the statement has no end", retry=False)

    def _send(self, path: str, body: Mapping[str, Any], *, key: str) -> http.Answer | Unknown:
        return self._line.send(path, json=dict(body), headers={"Idempotency-Key": key})

    def _made_before(self, request: StartRequest) -> Outcome:
        """The key was used with another body: the same try if the amount is the same (its lifetime counts down)."""
        try:
            answer = self._line.ask("/v1/checkouts", params={"reference": request.attempt_key})
        except GatewayBreakdown:
            return Unknown(Why.KEY_REUSED)
        is_same = self._line.read(answer, lambda found: wire.is_about(found, request.amount)) is True
        return self._line.read(answer, _newest) if is_same else Unknown(Why.KEY_REUSED)

    def _move(self, reference: str, verb: str, body: Mapping[str, Any], *, key: str) -> Outcome:
        if not _THEIR_ID.fullmatch(reference):
            return Unknown(Why.NOT_FOUND)
        answer = self._send(f"/v1/checkouts/{reference}/{verb}", body, key=f"{verb}-{key}")
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            return self._line.read(answer, wire.checkout)
        if answer.status == _CONFLICT:
            return self._as_it_is(reference)
        return self._refused(answer, problem_of(answer), reference=reference)

    def _as_it_is(self, reference: str) -> Outcome:
        try:
            return self.look_up(LookUp(attempt_key="", reference=reference))
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)

    def _refused(self, answer: http.Answer, problem: Json, *, reference: str = "") -> Outcome:
        reason = codes.refused_call(problem) if answer.status < SERVER else None
        if reason is None:
            return unknown(answer, problem)
        self._line.tell_refused(answer, str(problem.get("code")))
        return Declined(reason, reference)


def _lifetime(request: StartRequest) -> dict[str, int]:
    if request.expires_at is None:
        return {}
    seconds = int((request.expires_at - clock.now()).total_seconds())
    return {"expires_in_s": min(max(seconds, 1), _LIFETIME_MAX_S)}


def _newest(found: Json) -> Outcome:
    newest = wire.newest_truth(found)
    return wire.checkout(newest) if newest is not None else Unknown(Why.NOT_FOUND)


def _first_refund(found: Json) -> RefundOutcome:
    first = wire.first_refund(found)
    return wire.refund(first) if first is not None else Unknown(Why.NOT_FOUND)
