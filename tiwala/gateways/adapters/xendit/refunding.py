"""Giving money back at Xendit, and what became of it. One refund of a payment at a time; the last word comes later."""

from __future__ import annotations

import re
from typing import Final

from tiwala.gateways.adapters.xendit import bodies, codes
from tiwala.gateways.adapters.xendit.truth import Truth
from tiwala.gateways.line import SERVER, Line, problem_of
from tiwala.gateways.outcomes import (
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundOutcome,
    RefundPending,
    RefundUnsupported,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUpRefund, RefundRequest
from tiwala.gateways.reading import Json, UnreadableError, instant, major, maybe, rows, text
from tiwala.gateways.writing import written
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

REFUND: Final = re.compile(r"rfd-[A-Za-z0-9-]{1,80}")
_MOST: Final = 100
_JSON: Final = {"Content-Type": "application/json"}


class Refunding:
    """Refunds of one account."""

    def __init__(self, line: Line, truth: Truth) -> None:
        self._line, self._truth = line, truth

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Look whether this key gave back before, then send. What broke before sending sent nothing."""
        try:
            paid = self._truth.payment_of(request.reference)
            if isinstance(paid, Unknown):
                return RefundFailed(RefundFailure.NOT_REFUNDABLE) if paid.why == Why.NOT_FOUND else paid
            before = self._under(paid.request, request.key)
        except GatewayBreakdown as broken:
            is_refused = not broken.retry and not isinstance(broken, http.NotSent)
            return RefundFailed(RefundFailure.GATEWAY_REFUSED) if is_refused else Unknown(Why.NOT_SENT)
        if before != Unknown(Why.NOT_FOUND):
            return before
        body = written(bodies.refund(request, paid.request))
        headers = {"idempotency-key": request.key, **_JSON}
        answer = self._line.send("/refunds", content=body, headers=headers)
        if isinstance(answer, Unknown):
            return answer
        return self._taken_in(answer) if answer.is_ok else self._refused(answer)

    def look_up(self, query: LookUpRefund) -> RefundOutcome:
        """By their id, else among the refunds of the payment by ours."""
        if query.reference and REFUND.fullmatch(query.reference):
            found = self._truth.get(f"/refunds/{query.reference}", refund)
            if found != Unknown(Why.NOT_FOUND):
                return found
        if not query.payment_reference:
            return Unknown(Why.NOT_FOUND)
        paid = self._truth.payment_of(query.payment_reference)
        return paid if isinstance(paid, Unknown) else self._under(paid.request, query.key)

    def _taken_in(self, answer: http.Answer) -> RefundOutcome:
        """They always say pending; some are done a moment later, which one more question tells."""
        said = self._line.read(answer, refund)
        if not isinstance(said, RefundPending):
            return said
        try:
            now = self.look_up(LookUpRefund("", said.reference))
        except GatewayBreakdown:
            return said
        return said if isinstance(now, Unknown) else now

    def _refused(self, answer: http.Answer) -> RefundOutcome:
        problem = problem_of(answer)
        code = codes.code_of(problem)
        if (answer.status, code) in codes.NOTHING_DONE:
            return Unknown(Why.NOT_SENT)
        if answer.status >= SERVER:
            return Unknown(Why.SERVER_ERROR)
        if answer.status == codes.DUPLICATE:
            return Unknown(Why.KEY_REUSED)
        self._line.tell_refused(answer, code)
        if code == codes.NO_WAY_BACK:
            return RefundUnsupported()
        failure = codes.refused_refund(problem)
        return RefundFailed(failure) if failure is not None else Unknown(Why.UNREADABLE)

    def _under(self, payment_request: str, key: str) -> RefundOutcome:
        question = {"payment_request_id": payment_request, "limit": _MOST}
        answer = self._line.ask("/refunds", params=question)
        found = self._line.read(answer, lambda data: [row for row in rows(data) if maybe(row, "reference_id") == key])
        if isinstance(found, Unknown):
            return found
        return _read(found[0]) if found else Unknown(Why.NOT_FOUND)


def _read(row: Json) -> RefundOutcome:
    try:
        return refund(row)
    except UnreadableError:
        return Unknown(Why.UNREADABLE)


def refund(data: Json) -> RefundOutcome:
    """A refund as an outcome. They do not say whose account it left."""
    reference, status = text(data, "id"), text(data, "status")
    match status:
        case "PENDING":
            return RefundPending(reference)
        case "SUCCEEDED":
            return RefundDone(
                reference,
                major(data, "amount", text(data, "currency")),
                key=maybe(data, "reference_id"),
                done_at=instant(data, "updated"),
            )
        case "FAILED":
            return RefundFailed(codes.refund_failure(maybe(data, "failure_code")), reference)
        case "CANCELLED":
            return RefundFailed(RefundFailure.GATEWAY_REFUSED, reference)
        case _:
            raise UnreadableError("unknown status")
