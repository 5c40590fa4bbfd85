"""Kept methods at PayPal: charged by their token while the payer is away or here, and ended there.

A charge is one call that makes an order and takes its money. PayPal gives it again under its key for hours, but finds
nothing by a key alone: a charge whose answer was lost stays unknown until it is sent again or a notice names its order.
"""

from __future__ import annotations

from typing import Final

from tiwala.gateways.adapters.paypal import codes, wire
from tiwala.gateways.adapters.paypal.calls import NOT_SENT, Calls
from tiwala.gateways.adapters.paypal.orders import PATH, Orders
from tiwala.gateways.line import MISSING, problem_of
from tiwala.gateways.outcomes import Declined, DeclineReason, NeedsPayer, Outcome, Unknown, Why
from tiwala.gateways.port import MethodForgotten, StartRequest
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

_TOKENS: Final = "/v3/vault/payment-tokens"
_REFUSED: Final = (400, MISSING, codes.UNPROCESSABLE)


class Kept:
    """Kept methods of one account."""

    def __init__(self, calls: Calls, orders: Orders) -> None:
        self._calls = calls
        self._orders = orders

    def charge(self, request: StartRequest) -> Outcome:
        """Take the money by a kept method. Where its payer is wanted and away, it is declined."""
        if not wire.THEIR_TOKEN.fullmatch(request.token):
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        try:
            answer = self._calls.send(PATH, wire.charged(request), key=request.attempt_key)
        except GatewayBreakdown as broken:
            return NOT_SENT if broken.retry else Declined(DeclineReason.METHOD_UNAVAILABLE)
        if isinstance(answer, Unknown) or not answer.is_ok:
            return answer if isinstance(answer, Unknown) else self._refused(answer)
        order = self._calls.line.read(answer, wire.order)
        outcome = order if isinstance(order, Unknown) else self._orders.stands(order)
        if isinstance(outcome, NeedsPayer) and not request.payer_present:
            return Declined(DeclineReason.NOT_AUTHENTICATED, outcome.reference)
        return outcome

    def forget_method(self, token: str, *, key: str) -> MethodForgotten | Unknown:
        """End it there. One they do not know is gone already."""
        del key
        if not wire.THEIR_TOKEN.fullmatch(token):
            return MethodForgotten()
        try:
            answer = self._calls.send(f"{_TOKENS}/{token}", None, key="", method="DELETE")
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok or answer.status == MISSING:
            return MethodForgotten()
        self._calls.line.tell_refused(answer, codes.issue(problem_of(answer)))
        return Unknown(Why.SERVER_ERROR)

    def _refused(self, answer: http.Answer) -> Outcome:
        if answer.status == codes.BUSY:
            return NOT_SENT
        if answer.status in codes.REFUSED_KEYS:
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        issue = codes.issue(problem_of(answer))
        self._calls.line.tell_refused(answer, issue)
        reason = codes.CHARGE.get(issue) if answer.status in _REFUSED else None
        return Unknown(Why.SERVER_ERROR) if reason is None else Declined(reason)
