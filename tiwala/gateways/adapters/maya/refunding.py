"""Giving money back at Maya: voided on the day, whole; refunded from the next one on, also in part.

Which of the two is theirs to say (canVoid, canRefund), never our clock's. What is asked for carries our key in its
reason, is looked for before anything is sent, and is read back from where it will be asked about later: so midnight
between a void and a refund gives nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tiwala.gateways.adapters.maya import asking, codes, wire
from tiwala.gateways.adapters.maya.calls import Calls
from tiwala.gateways.adapters.maya.truth import GONE, PAYMENTS, UNCLEAR, Truth
from tiwala.gateways.adapters.maya.wire import Payment, Returned
from tiwala.gateways.line import SERVER, problem_of
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
from tiwala.gateways.reading import Json, maybe
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

_PATH: Final = re.compile(r"([A-Za-z0-9-]{8,64})/(?:voids|refunds)/[A-Za-z0-9-]{1,64}")
_TURNED: Final = Unknown("the day turned")
"""They say it is the other way's turn now: look again."""


class Refunding:
    """Refunds of one account."""

    def __init__(self, calls: Calls, truth: Truth, *, account: str) -> None:
        self._calls, self._truth, self._account = calls, truth, account

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Look whether this key gave back before, then send. What broke before sending sent nothing."""
        for _ in range(2):
            outcome = self._once(request)
            if outcome is not _TURNED:
                return outcome
        return RefundFailed(RefundFailure.NOT_REFUNDABLE)

    def look_up(self, query: LookUpRefund) -> RefundOutcome:
        """By their path, else by our key under the payment. What they told of once is never "not found" again."""
        told = _PATH.fullmatch(query.reference or "")
        paid = self._truth.payment(told[1]) if told else self._paid(query.payment_reference)
        if not isinstance(paid, Payment):
            return UNCLEAR if told else GONE
        returned = self._truth.returned(paid)
        if isinstance(returned, Unknown):
            return returned
        ours = [one for one in returned if one.path == query.reference] or _of_key(returned, query.key)
        if ours:
            return self._read(ours[0])
        return UNCLEAR if query.reference else GONE

    def _once(self, request: RefundRequest) -> RefundOutcome:
        try:
            paid = self._paid(request.reference, least=request.amount)
            if isinstance(paid, Unknown):
                return RefundFailed(RefundFailure.NOT_REFUNDABLE) if paid == GONE else Unknown(Why.NOT_SENT)
            returned = self._truth.returned(paid)
        except GatewayBreakdown as broken:
            is_refused = not broken.retry and not isinstance(broken, http.NotSent)
            return RefundFailed(RefundFailure.GATEWAY_REFUSED) if is_refused else Unknown(Why.NOT_SENT)
        if isinstance(returned, Unknown):
            return Unknown(Why.NOT_SENT)
        before = _of_key(returned, request.key)
        return self._read(before[0]) if before else self._send(request, paid, returned)

    def _send(self, request: RefundRequest, paid: Payment, returned: Sequence[Returned]) -> RefundOutcome:
        if paid.method == "qrph":
            return RefundUnsupported()
        way = _way(request.amount, paid, returned)
        if not isinstance(way, str):
            return way
        body = asking.void(request) if way == "voids" else asking.refund(request)
        answer = self._calls.send(f"{PAYMENTS}/{paid.id}/{way}", body, key=request.key)
        if isinstance(answer, Unknown):
            return answer
        return self._made(answer, request, paid) if answer.is_ok else self._refused(answer)

    def _made(self, answer: http.Answer, request: RefundRequest, paid: Payment) -> RefundOutcome:
        """They took it. Its row in their list says what it is; until it is there, their answer does."""
        told = self._calls.secret.read(answer, lambda data: _told(data, paid))
        if isinstance(told, Unknown):
            return told
        try:
            returned = self._truth.returned(paid)
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)
        if isinstance(returned, Unknown):
            return returned
        ours = _of_key(returned, request.key)
        return self._read(ours[0]) if ours else RefundPending(told)

    def _refused(self, answer: http.Answer) -> RefundOutcome:
        problem = problem_of(answer)
        code = codes.code_of(problem)
        if code in (*codes.NO_VOID, *codes.NO_REFUND):
            return _TURNED
        if answer.status == codes.BUSY:
            return Unknown(Why.NOT_SENT)
        failure = codes.refused_refund(answer.status, problem) if answer.status < SERVER else None
        if failure is None:
            return Unknown(Why.SERVER_ERROR)
        self._calls.secret.tell_refused(answer, code)
        return RefundFailed(failure)

    def _paid(self, reference: str, *, least: Money | None = None) -> Payment | Unknown:
        """The payment to give back of: of a hold, what was captured (the part that is large enough)."""
        found = self._truth.of(reference)
        if isinstance(found, Unknown) or not found.is_hold:
            return found if isinstance(found, Unknown) or found.status in wire.PAID else GONE
        captures = self._truth.captures(found)
        if isinstance(captures, Unknown):
            return captures
        fits = [one for one in captures if least is None or _covers(one.amount, least)]
        return next(iter(fits or captures), GONE)

    def _read(self, one: Returned) -> RefundOutcome:
        match one.state:
            case "done":
                return RefundDone(one.path, one.amount, key=one.key, account=self._account, done_at=one.at)
            case "pending":
                return RefundPending(one.path)
            case "failed":
                return RefundFailed(RefundFailure.BANK_REFUSED, one.path)


def _way(amount: Money, paid: Payment, returned: Sequence[Returned]) -> str | RefundFailed:
    """The way back that they allow now, by its path; or why there is none."""
    if amount.currency != paid.amount.currency:
        return RefundFailed(RefundFailure.GATEWAY_REFUSED)
    gone = sum((one.amount for one in returned if one.state != "failed"), Money.zero(amount.currency))
    if amount > paid.amount - gone:
        return RefundFailed(RefundFailure.TOO_LARGE)
    if paid.can_void and amount == paid.amount:
        return "voids"
    return "refunds" if paid.can_refund else RefundFailed(RefundFailure.NOT_REFUNDABLE)


def _of_key(returned: Sequence[Returned], key: str) -> list[Returned]:
    """What this key asked for; one that went through counts before one that failed."""
    ours = [one for one in returned if key and one.key == key]
    return sorted(ours, key=lambda one: one.state == "failed")


def _told(data: Json, paid: Payment) -> str:
    """The name of what they took, as their answer gives it; the payment's own where it gives none."""
    ident = maybe(data, "refundTransactionReferenceNo") or maybe(data, "id")
    return f"{paid.id}/refunds/{ident}" if wire.THEIR_ID.fullmatch(ident) else f"{paid.id}/refunds/taken"


def _covers(have: Money, wanted: Money) -> bool:
    return have.currency == wanted.currency and have >= wanted
