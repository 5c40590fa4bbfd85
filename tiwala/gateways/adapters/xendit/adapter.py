"""The verbs at Xendit. Pages are payment sessions; codes, QR texts and charges are v3 payment requests."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from tiwala.gateways.adapters.xendit import bodies, codes, disputes, notices, proof, statement, wire
from tiwala.gateways.adapters.xendit.abilities import abilities
from tiwala.gateways.adapters.xendit.channels import CHANNELS, Channel
from tiwala.gateways.adapters.xendit.refunding import Refunding
from tiwala.gateways.adapters.xendit.truth import REQUEST, SESSION, Truth
from tiwala.gateways.line import MISSING, SERVER, Line, problem_of
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    NeedsPayer,
    Outcome,
    Pending,
    RefundOutcome,
    Unknown,
    Why,
)
from tiwala.gateways.port import (
    AccountFacts,
    Capabilities,
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
)
from tiwala.gateways.reading import UnreadableError, load, text
from tiwala.gateways.writing import written
from tiwala.kit import clock, http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

_TOKEN: Final = re.compile(r"(?:pt|ptkn)-[A-Za-z0-9-]{1,80}")
_VERSION: Final = {"api-version": "2024-11-11"}
_JSON: Final = {"Content-Type": "application/json"}
_TOKEN_IS_OVER: Final = ("CANCELED", "EXPIRED", "FAILED")
_NOT_SENT: Final = Unknown(Why.NOT_SENT)
_GONE: Final = Unknown(Why.NOT_FOUND)


def build(facts: AccountFacts) -> Gateway:
    """The adapter to one account; cheap, the connections are the kit's and shared."""
    return XenditGateway(facts)


class XenditGateway:
    """One account at Xendit. `external_id` is their business id."""

    def __init__(self, facts: AccountFacts) -> None:
        self._facts = facts
        key = base64.b64encode(f"{facts.keys.get('secret_key', '')}:".encode()).decode()
        self._line = Line("xendit", facts.base_url, headers={"Authorization": f"Basic {key}", **_VERSION})
        self._truth = Truth(self._line)
        self._refunding = Refunding(self._line, self._truth)
        self._can = abilities(facts.base_url, facts.mode)

    def __repr__(self) -> str:
        return f"XenditGateway({self._facts.external_id!r}, {self._facts.mode!r})"

    @property
    def can(self) -> Capabilities:
        """What Xendit can."""
        return self._can

    def start(self, request: StartRequest) -> Outcome:
        """Open a page, ask for a code, or charge a saved method."""
        channel = CHANNELS.get(request.method)
        if channel is None:
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        if request.token:
            return self._charge(request, channel)
        if request.direct and channel.kind != "redirect":
            body = bodies.presented(request, channel, now=clock.now())
            return self._shown("/v3/payment_requests", body, _to_present)
        return self._shown("/sessions", bodies.page(request, channel, now=clock.now()), _to_visit)

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Take authorized money. When it is past capturing, says what it is instead."""
        del key  # they have none here; the payment itself is taken once
        try:
            held = self._held(reference)
        except GatewayBreakdown:
            return _NOT_SENT
        if not isinstance(held, wire.Payment):
            return held
        path = f"/v3/payments/{held.id}/capture"
        answer = self._send(path, {"capture_amount": amount.decimal})
        return self._moved(answer, reference)

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """Call a page or a request off, or let held money go. When it was paid or ended meanwhile, says so."""
        del key
        if SESSION.fullmatch(reference):
            path = f"/sessions/{reference}/cancel"
        elif REQUEST.fullmatch(reference):
            path = f"/v3/payment_requests/{reference}/cancel"
        else:
            return _GONE
        outcome = self._moved(self._send(path, {}), reference)
        return self._let_go(reference) if isinstance(outcome, Authorized) else outcome

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give money back; the reference is the page's or the request's."""
        return self._refunding.refund(request)

    def look_up(self, query: LookUp) -> Outcome:
        """By the id it began with, else the money under our key; a page that nobody paid is not found by key."""
        found: Outcome = self._truth.of(query.reference) if query.reference else _GONE
        return self._truth.under(query.attempt_key) if found == _GONE and query.attempt_key else found

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """The refund by its id, else by our key under its payment."""
        return self._refunding.look_up(query)

    def look_up_dispute(self, reference: str) -> DisputeFacts | Unknown:
        """The dispute, and whether its money is gone: that stands in the transactions."""
        if not disputes.DISPUTE.fullmatch(reference):
            return _GONE
        found = self._truth.get(f"/v1/disputes/{reference}", disputes.dispute)
        if isinstance(found, Unknown) or found.is_taken or not found.attempt_key:
            return found
        booked = self._truth.entries(reference_id=found.attempt_key, types="CHARGEBACK")
        return replace(found, is_taken=any(row.key == found.attempt_key and not row.is_in for row in booked))

    def forget_method(self, token: str, *, key: str) -> MethodForgotten | Unknown:
        """End a token. One that is over already, or was never there, is forgotten."""
        del key
        if not _TOKEN.fullmatch(token):
            return MethodForgotten()
        answer = self._line.send(f"/v3/payment_tokens/{token}/cancel", headers=_JSON, content=b"{}")
        if isinstance(answer, Unknown):
            return answer
        if answer.status == MISSING:
            return MethodForgotten()
        if answer.status >= SERVER or (answer.status, codes.code_of(problem_of(answer))) in codes.NOTHING_DONE:
            return Unknown(Why.SERVER_ERROR if answer.status >= SERVER else Why.NOT_SENT)
        return self._is_over(token)

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        """Token first, then mode and account, then the facts. Reads nothing it has not proven."""
        given = proof.check(notice.headers, secrets=self._facts.notice_secrets)
        if given != "ok":
            return NoticeRefused(given)
        if notice.mode != self._facts.mode:
            return NoticeRefused("wrong_mode")
        try:
            event = load(notice.body)
            if notices.account_of(event) not in ("", self._facts.external_id):
                return NoticeRefused("wrong_account")
            return notices.read(event, event_id=proof.event_id(notice.headers))
        except UnreadableError:
            return NoticeRefused("unreadable")

    def statement(self, day: date) -> Iterator[StatementLine]:
        """All lines of one day in Asia/Manila."""
        return statement.lines(self._line, day)

    def _send(self, path: str, body: Mapping[str, Any]) -> http.Answer | Unknown:
        return self._line.send(path, content=written(body), headers=_JSON)

    def _shown(self, path: str, body: Mapping[str, Any], reader: Callable[[Any], Outcome]) -> Outcome:
        """Open what the payer is to be shown. Until it is shown nobody can pay it: a lost answer may be sent again."""
        answer = self._send(path, body)
        if isinstance(answer, Unknown):
            return _NOT_SENT
        if answer.is_ok:
            shown = self._line.read(answer, reader)
            return _NOT_SENT if isinstance(shown, Unknown) else shown
        return self._refused(answer, unsure=_NOT_SENT)

    def _charge(self, request: StartRequest, channel: Channel) -> Outcome:
        """Charge a saved method once: whatever their list of transactions knows of this key is the answer."""
        if not _TOKEN.fullmatch(request.token):
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        try:
            before = self._truth.under(request.attempt_key)
        except GatewayBreakdown as broken:
            if broken.retry:
                return _NOT_SENT
            before = _GONE
        if before != _GONE:
            return _same_try(before, request.amount)
        answer = self._send("/v3/payment_requests", bodies.charge(request, channel, now=clock.now()))
        if isinstance(answer, Unknown):
            return answer
        if not answer.is_ok:
            return self._not_charged(answer)
        made = self._line.read(answer, wire.request)
        return made if isinstance(made, Unknown) else self._charged(made, payer_present=request.payer_present)

    def _charged(self, made: wire.Request, *, payer_present: bool) -> Outcome:
        try:
            outcome = self._truth.of_request(made)
        except GatewayBreakdown:
            return Pending(made.id)
        if isinstance(outcome, Unknown):
            return Pending(made.id)
        if payer_present or not isinstance(outcome, NeedsPayer):
            return outcome
        ended = self.cancel(made.id, key="")
        if isinstance(ended, Cancelled):
            return Declined(DeclineReason.NOT_AUTHENTICATED, made.id)
        return ended if isinstance(ended, Approved | Authorized) else Pending(made.id)

    def _not_charged(self, answer: http.Answer) -> Outcome:
        if answer.status == codes.DUPLICATE:
            return Unknown(Why.KEY_REUSED)
        if answer.status == MISSING:
            return Declined(DeclineReason.ACCOUNT_CLOSED)
        return self._refused(answer, unsure=Unknown(Why.SERVER_ERROR if answer.status >= SERVER else Why.UNREADABLE))

    def _refused(self, answer: http.Answer, *, unsure: Unknown) -> Outcome:
        """What a refusal of a call means; `unsure` where their code says nothing we know."""
        problem = problem_of(answer)
        code = codes.code_of(problem)
        if (answer.status, code) in codes.NOTHING_DONE:
            return _NOT_SENT
        reason = codes.refused_call(problem) if answer.status < SERVER else None
        if reason is None:
            return unsure
        self._line.tell_refused(answer, code)
        return Declined(reason)

    def _moved(self, answer: http.Answer | Unknown, reference: str) -> Outcome:
        """After a capture or a cancel: what it is now, in their own words."""
        if isinstance(answer, Unknown):
            return answer
        if answer.status >= SERVER:
            return Unknown(Why.SERVER_ERROR)
        if answer.is_ok:
            status = self._line.read(answer, lambda data: text(data, "status"))
            return status if isinstance(status, Unknown) else self._as_it_is(reference)
        code = codes.code_of(problem_of(answer))
        if (answer.status, code) in codes.NOTHING_DONE:
            return _NOT_SENT
        is_too_much = code == "CAPTURE_AMOUNT_EXCEEDED"
        return Declined(DeclineReason.AMOUNT_NOT_ALLOWED, reference) if is_too_much else self._as_it_is(reference)

    def _as_it_is(self, reference: str) -> Outcome:
        try:
            return self._truth.of(reference)
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)

    def _held(self, reference: str) -> wire.Payment | Outcome:
        """The payment to capture, or what the try is instead."""
        paid = self._truth.payment_of(reference)
        if isinstance(paid, Unknown) or paid.status == "AUTHORIZED":
            return paid
        return self._truth.of(reference)

    def _let_go(self, reference: str) -> Outcome:
        try:
            held = self._held(reference)
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)
        if not isinstance(held, wire.Payment):
            return held
        return self._moved(self._send(f"/v3/payments/{held.id}/cancel", {}), reference)

    def _is_over(self, token: str) -> MethodForgotten | Unknown:
        try:
            status = self._truth.get(f"/v3/payment_tokens/{token}", lambda data: text(data, "status"))
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)
        if isinstance(status, Unknown):
            return MethodForgotten() if status == _GONE else status
        return MethodForgotten() if status in _TOKEN_IS_OVER else Unknown(Why.UNREADABLE)


def _to_visit(data: Any) -> Outcome:
    session = wire.session(data)
    if session.status != "ACTIVE" or not session.url:
        raise UnreadableError("a page to visit")
    return NeedsPayer(session.url, session.id, expires_at=session.expires_at)


def _to_present(data: Any) -> Outcome:
    made = wire.request(data)
    if made.status == "FAILED":
        return Declined(codes.decline_reason(made.failure), made.id)
    if not (made.qr or made.code):
        raise UnreadableError("a code to show")
    return NeedsPayer(made.url, made.id, qr_payload=made.qr or None, code=made.code or None, expires_at=made.expires_at)


def _same_try(before: Outcome, amount: Money) -> Outcome:
    """What this key made before; another amount was another try."""
    is_other = isinstance(before, Approved | Authorized) and before.amount != amount
    return Unknown(Why.KEY_REUSED) if is_other else before
