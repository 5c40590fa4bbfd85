"""The seven verbs at PayMongo, over its hosted checkout (developers.paymongo.com, API v1)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from tiwala.gateways.adapters.paymongo import addresses, codes, events, lists, own_code, signature, wire
from tiwala.gateways.adapters.paymongo.abilities import PAGE_ORIGIN, abilities
from tiwala.gateways.adapters.paymongo.products import QRPH, Products
from tiwala.gateways.adapters.paymongo.wire import THEIR_ID
from tiwala.gateways.line import MISSING, SERVER, Line, problem_of
from tiwala.gateways.outcomes import (
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    Outcome,
    RefundFailed,
    RefundFailure,
    RefundOutcome,
    RefundUnsupported,
    Unknown,
    Why,
)
from tiwala.gateways.port import (
    AccountFacts,
    AddressRefused,
    Capabilities,
    Gateway,
    LookUp,
    LookUpRefund,
    NoticeAddress,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    RefundRequest,
    StartRequest,
    StatementLine,
)
from tiwala.gateways.reading import Json, UnreadableError, load, part
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

_BUSY: Final = 429
_PAYMENT: Final = "pay_"


def build(facts: AccountFacts) -> Gateway:
    """The adapter to one account; cheap, the connections are the kit's and shared."""
    return PayMongo(facts)


class PayMongo:
    """One account at PayMongo. Its answers name no account: the secret key can only see its own."""

    def __init__(self, facts: AccountFacts) -> None:
        self._facts = facts
        basic = base64.b64encode(f"{facts.keys.get('secret_key', '')}:".encode()).decode()
        self._line = Line("paymongo", facts.base_url, headers={"Authorization": f"Basic {basic}"})
        site = urlsplit(facts.base_url)
        origin = f"{site.scheme}://{site.netloc}"
        stand_in = () if site.hostname and site.hostname.endswith("paymongo.com") else (origin,)
        self._products = Products.of(facts.keys)
        self._can = abilities(self._products, *(one for one in stand_in if one != PAGE_ORIGIN))

    def __repr__(self) -> str:
        return f"PayMongo({self._facts.external_id!r}, {self._facts.mode!r})"

    @property
    def can(self) -> Capabilities:
        """What PayMongo can."""
        return self._can

    def start(self, request: StartRequest) -> Outcome:
        """Open a checkout session, or ask for a code. Saved methods and manual capture are not offered: Declined."""
        if request.token or request.capture == "manual" or self._can.method(request.method) is None:
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        if request.direct and request.method == QRPH and self._products.qr:
            try:
                return self._told(own_code.show(self._line, request, facts=self._facts))
            except own_code.Unseen:
                pass  # nobody was shown the code, so nobody pays it: their page has one too
        return self._open(request)

    def _open(self, request: StartRequest) -> Outcome:
        answer = self._send("/v1/checkout_sessions", wire.start_body(request), key=request.attempt_key)
        if isinstance(answer, Unknown):
            return answer
        if not answer.is_ok:
            return self._refused(answer)
        is_same = self._line.read(answer, lambda found: wire.is_about(found, request.amount))
        return self._session(answer) if is_same is True else Unknown(Why.KEY_REUSED)

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Take authorized money of a session's intent; what PayMongo's page does not offer to begin with."""
        body = {"data": {"attributes": {"amount": amount.minor}}}
        answer = self._on_process(reference, "capture", body, key=f"capture-{key}")
        if isinstance(answer, Unknown):
            return answer
        return self._as_it_is(reference) if answer.is_ok else self._refused(answer, reference=reference)

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """End an unpaid session: PayMongo calls that expiring. Money set aside is let go. A code's intent is cancelled.

        What they will not end is told as it is: paid meanwhile, or open still; never as declined.
        """
        if not THEIR_ID.fullmatch(reference):
            return Unknown(Why.NOT_FOUND)
        verb = "cancel" if _is_code(reference) else "expire"
        answer = self._send(f"{_path_of(reference)}/{verb}", {}, key=f"cancel-{key}")
        if isinstance(answer, Unknown):
            return answer
        if answer.status >= SERVER or answer.status == _BUSY:
            return _unknown(answer)
        outcome = self._thing(answer, reference) if answer.is_ok else self._as_it_is(reference)
        if isinstance(outcome, Authorized):
            let_go = self._on_process(reference, "cancel", {}, key=f"cancel-held-{key}")
            outcome = let_go if isinstance(let_go, Unknown) else self._as_it_is(reference)
        return Cancelled(reference) if isinstance(outcome, Expired) else outcome

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give money back: the session's payment is looked up, then refunded by its own id."""
        found = self._ask_session(request.reference)
        if isinstance(found, Unknown):
            is_missing = found.why == Why.NOT_FOUND
            return RefundFailed(RefundFailure.GATEWAY_REFUSED) if is_missing else found
        payment_id = self._line.read(found, lambda session: wire.payment_to_refund(session, request.amount))
        if isinstance(payment_id, Unknown):
            return Unknown(Why.NOT_SENT)
        if not payment_id:
            return RefundFailed(RefundFailure.NOT_REFUNDABLE)
        answer = self._send("/v1/refunds", wire.refund_body(request, payment_id), key=request.key)
        if isinstance(answer, Unknown):
            return answer
        return self._refund(answer) if answer.is_ok else self._refused_refund(answer)

    def look_up(self, query: LookUp) -> Outcome:
        """The session or the code by its id, or a payment by its own.

        By our key alone nothing can be found there: a session whose answer was lost was seen by no payer.
        """
        if not query.reference or not THEIR_ID.fullmatch(query.reference):
            return Unknown(Why.NOT_FOUND)
        answer = self._line.ask(_path_of(query.reference))
        return Unknown(Why.NOT_FOUND) if answer.status == MISSING else self._thing(answer, query.reference)

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """The refund by its id, else by our key among those of its payment."""
        if query.reference and THEIR_ID.fullmatch(query.reference):
            answer = self._line.ask(f"/v1/refunds/{query.reference}")
            if answer.status != MISSING:
                return self._refund(answer)
        if not THEIR_ID.fullmatch(query.payment_reference):
            return Unknown(Why.NOT_FOUND)
        session = self._line.ask(_path_of(query.payment_reference))
        ids = () if session.status == MISSING else self._line.read(session, wire.payment_ids)
        return ids if isinstance(ids, Unknown) else self._refund_among(ids, query.key)

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        """Signature first, by the part of our mode; then mode, then the facts."""
        header = notice.headers.get(signature.HEADER, "")
        at, mode = notice.received_at, self._facts.mode
        proof = signature.check(header, notice.body, secrets=self._facts.notice_secrets, at=at, mode=mode)
        if proof != "ok":
            return NoticeRefused(proof)
        if notice.mode != mode:
            return NoticeRefused("wrong_mode")
        try:
            return events.read(load(notice.body), mode=mode)
        except UnreadableError:
            return NoticeRefused("unreadable")

    def statement(self, day: date) -> Iterator[StatementLine]:
        """Payments whose money came on the day, refunds made on it, payouts sent on it; newest first."""
        return lists.statement(self._line, day)

    def register_notices(self, url: str, *, key: str) -> NoticeAddress | AddressRefused | Unknown:
        """Make a webhook, or find the one that is there and mend it: no address can be registered twice."""
        return addresses.register(self._line, url, lists=addresses.wanted(self._products), key=key)

    def _send(self, path: str, body: Mapping[str, Any], *, key: str) -> http.Answer | Unknown:
        return self._line.send(path, json=dict(body), headers={"Idempotency-Key": key})

    def _session(self, answer: http.Answer) -> Outcome:
        return self._read(answer, wire.session)

    def _thing(self, answer: http.Answer, reference: str) -> Outcome:
        """A session, a code or a payment, by how its id begins."""
        if reference.startswith(_PAYMENT):
            return self._read(answer, wire.payment_alone)
        return self._read(answer, wire.code) if _is_code(reference) else self._session(answer)

    def _told(self, found: Outcome | http.Answer) -> Outcome:
        return self._refused(found) if isinstance(found, http.Answer) else found

    def _read(self, answer: http.Answer, reader: Callable[..., Outcome]) -> Outcome:
        facts = self._facts
        return self._line.read(answer, lambda found: reader(found, account=facts.external_id, mode=facts.mode))

    def _refund(self, answer: http.Answer) -> RefundOutcome:
        return self._line.read(answer, lambda found: self._refund_outcome(part(found, "data")))

    def _refund_outcome(self, data: Json) -> RefundOutcome:
        return wire.refund(data, account=self._facts.external_id, mode=self._facts.mode)

    def _refund_among(self, payment_ids: Sequence[str], key: str) -> RefundOutcome:
        """The refund with our key among those of these payments."""
        for payment_id in payment_ids:
            for data in lists.every(self._line, "/v1/refunds", payment_id=payment_id):
                try:
                    if wire.refund_key(part(data, "attributes")) == key:
                        return self._refund_outcome(data)
                except UnreadableError:
                    return Unknown(Why.UNREADABLE)
        return Unknown(Why.NOT_FOUND)

    def _on_process(self, reference: str, verb: str, body: Mapping[str, Any], *, key: str) -> http.Answer | Unknown:
        """A call on a session's payment intent."""
        found = self._ask_session(reference)
        if isinstance(found, Unknown):
            return found
        process = self._line.read(found, wire.session_process_id)
        if isinstance(process, Unknown):
            return process
        if not THEIR_ID.fullmatch(process):
            return Unknown(Why.UNREADABLE)
        return self._send(f"/v1/payment_intents/{process}/{verb}", body, key=key)

    def _ask_session(self, reference: str) -> http.Answer | Unknown:
        """The session or code before a call that moves money: when it cannot be read, nothing was sent."""
        if not THEIR_ID.fullmatch(reference):
            return Unknown(Why.NOT_FOUND)
        try:
            answer = self._line.ask(_path_of(reference))
        except http.NotSent:
            return Unknown(Why.NOT_SENT)
        except GatewayBreakdown as broken:
            return Unknown(Why.NOT_SENT) if broken.retry else Unknown(Why.NOT_FOUND)
        return Unknown(Why.NOT_FOUND) if answer.status == MISSING else answer

    def _as_it_is(self, reference: str) -> Outcome:
        try:
            return self.look_up(LookUp(attempt_key="", reference=reference))
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)

    def _refused(self, answer: http.Answer, *, reference: str = "") -> Outcome:
        problem = problem_of(answer)
        if codes.is_key_reused(problem):
            return Unknown(Why.KEY_REUSED)
        reason = codes.refused_call(answer.status, problem) if answer.status < SERVER else None
        if reason is None:
            return _unknown(answer)
        self._line.tell_refused(answer, codes.error_code(problem))
        return Declined(reason, reference)

    def _refused_refund(self, answer: http.Answer) -> RefundOutcome:
        problem = problem_of(answer)
        if codes.error_code(problem) in codes.NO_WAY_BACK:
            return RefundUnsupported()
        if codes.is_key_reused(problem):
            return Unknown(Why.KEY_REUSED)
        failure = codes.refused_refund(answer.status, problem) if answer.status < SERVER else None
        if failure is None:
            return _unknown(answer)
        self._line.tell_refused(answer, codes.error_code(problem))
        return RefundFailed(failure)


def _is_code(reference: str) -> bool:
    return reference.startswith(own_code.BEGINS)


def _path_of(reference: str) -> str:
    """Where a thing of theirs is, by how its id begins."""
    if reference.startswith(_PAYMENT):
        return f"/v1/payments/{reference}"
    return f"{own_code.PATH if _is_code(reference) else '/v1/checkout_sessions'}/{reference}"


def _unknown(answer: http.Answer) -> Unknown:
    """After an answer that is neither a result nor a refusal to understand. 429: turned away, nothing was done."""
    if answer.status == _BUSY:
        return Unknown(Why.NOT_SENT)
    if answer.status == MISSING:
        return Unknown(Why.NOT_FOUND)
    return Unknown(Why.SERVER_ERROR if answer.status >= SERVER else Why.UNREADABLE)
