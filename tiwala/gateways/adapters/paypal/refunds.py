"""Money given back at PayPal: under our key, and found again under its order."""

from __future__ import annotations

from tiwala.gateways.adapters.paypal import codes, wire
from tiwala.gateways.adapters.paypal.calls import GONE, NOT_SENT, UNCLEAR, Calls
from tiwala.gateways.adapters.paypal.orders import TAKEN, Orders
from tiwala.gateways.line import problem_of
from tiwala.gateways.outcomes import (
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundOutcome,
    RefundPending,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUpRefund, RefundRequest
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown


class Refunds:
    """Refunds of one account."""

    def __init__(self, calls: Calls, orders: Orders) -> None:
        self._calls = calls
        self._orders = orders

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give the order's money back, whole or in part, under our key."""
        try:
            found = self._orders.read(request.reference)
        except GatewayBreakdown as broken:
            return NOT_SENT if broken.retry else RefundFailed(RefundFailure.GATEWAY_REFUSED)
        if found == GONE:
            return RefundFailed(RefundFailure.NOT_REFUNDABLE)
        if isinstance(found, Unknown):
            return NOT_SENT
        taken = [one for one in found.captures if one.status in TAKEN]
        if not taken:
            return RefundFailed(RefundFailure.NOT_REFUNDABLE)
        body = {"amount": wire.money(request.amount), "custom_id": request.key}
        try:
            answer = self._calls.send(f"/v2/payments/captures/{taken[0].id}/refund", body, key=request.key)
        except GatewayBreakdown:
            return NOT_SENT
        return answer if isinstance(answer, Unknown) else self._refunded(answer)

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """By their id, else by our key among the refunds of its payment."""
        if query.reference and wire.THEIR_ID.fullmatch(query.reference):
            found = self._calls.read(f"/v2/payments/refunds/{query.reference}", wire.refund)
            return found if isinstance(found, Unknown) else _back(found)
        if not query.payment_reference:
            return GONE
        order = self._orders.read(query.payment_reference)
        if isinstance(order, Unknown):
            return order
        named = [one for one in order.refunds if one.key == query.key]
        return _back(named[0]) if named else GONE

    def _refunded(self, answer: http.Answer) -> RefundOutcome:
        if answer.is_ok:
            found = self._calls.line.read(answer, wire.refund)
            return found if isinstance(found, Unknown) else _back(found)
        if answer.status == codes.BUSY:
            return NOT_SENT
        issue = codes.issue(problem_of(answer))
        self._calls.line.tell_refused(answer, issue)
        if answer.status == codes.UNPROCESSABLE and issue in codes.REFUND:
            return RefundFailed(codes.REFUND[issue])
        return Unknown(Why.SERVER_ERROR)


def _back(found: wire.Refund) -> RefundOutcome:
    match found.status:
        case "COMPLETED":
            return RefundDone(found.id, found.amount, key=found.key, done_at=found.at)
        case "PENDING":
            return RefundPending(found.id)
        case "FAILED" | "CANCELLED":
            return RefundFailed(RefundFailure.BANK_REFUSED, found.id)
    return UNCLEAR
