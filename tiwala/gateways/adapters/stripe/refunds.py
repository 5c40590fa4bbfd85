"""Money back at Stripe."""

from __future__ import annotations

import re
from typing import Final

from tiwala.gateways.adapters.stripe import asking, codes, wire
from tiwala.gateways.adapters.stripe.calls import Calls, at, is_refused, made_about, may_be_forgotten
from tiwala.gateways.adapters.stripe.finding import Finding
from tiwala.gateways.line import MISSING
from tiwala.gateways.outcomes import RefundFailed, RefundFailure, RefundOutcome, Unknown, Why
from tiwala.gateways.port import LookUpRefund, RefundRequest
from tiwala.gateways.reading import Json, UnreadableError
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

_THEIR_ID: Final = re.compile(r"(re|pyr)_[A-Za-z0-9_]{1,110}")


class Refunds:
    """The two verbs of giving back."""

    def __init__(self, calls: Calls, finding: Finding) -> None:
        self._calls = calls
        self._finding = finding

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give money back; the reference is the try's."""
        try:
            whose, intent = self._finding.whose(), self._finding.intent_of(request.reference)
            known = self._known(request, intent) if may_be_forgotten(request.key) else None
        except GatewayBreakdown as broken:
            return RefundFailed(RefundFailure.GATEWAY_REFUSED) if is_refused(broken) else Unknown(Why.NOT_SENT)
        if known is not None or not intent:
            return known or RefundFailed(RefundFailure.NOT_REFUNDABLE)
        answer = self._calls.post("/v1/refunds", asking.refund(request, intent), key=request.key)
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            return self._calls.line.read(answer, lambda data: wire.refund(data, whose))
        return self._refused(answer)

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """The refund by its id, else by our key among its payment's, else among those of the key's hours."""
        whose = self._finding.whose()
        if query.reference and _THEIR_ID.fullmatch(query.reference):
            answer = self._calls.get(at("refunds", query.reference))
            if answer.status != MISSING:
                return self._calls.line.read(answer, lambda data: wire.refund(data, whose))
        found = self._under(query)
        if found is None:
            return Unknown(Why.NOT_FOUND)
        try:
            return wire.refund(found, whose)
        except UnreadableError:
            return Unknown(Why.UNREADABLE)

    def _known(self, request: RefundRequest, intent: str) -> RefundOutcome | None:
        """They may have forgotten the key: then the same refund is not asked for twice."""
        found = self.look_up_refund(LookUpRefund(request.key, payment_reference=intent))
        return None if found == Unknown(Why.NOT_FOUND) else found

    def _under(self, query: LookUpRefund) -> Json | None:
        intent = self._finding.intent_of(query.payment_reference) if query.payment_reference else ""
        if intent:
            several = self._finding.refunds_of(intent)
        else:
            several = list(self._calls.each("/v1/refunds", created=made_about(query.key)))
        return next((one for one in several if wire.refund_key(one) == query.key), None)

    def _refused(self, answer: http.Answer) -> RefundOutcome:
        problem = codes.error_in(answer)
        failure = codes.refused_refund(answer, problem)
        if failure is None:
            return codes.unknown(answer, problem)
        self._calls.line.tell_refused(answer, codes.word_of(problem))
        return RefundFailed(failure)
