"""Giving money back at HitPay, whose refunds carry no key of ours and say not who asked for them.

So a refund is sent once, and only when nothing at the charge could be it already; one whose answer was lost is known
again by its trace: its amount, when it left us, and the refunds of the payment that are others'. Where more than one
could be it, or one that is too old, nobody guesses: it stays unknown until a person looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from tiwala.gateways.adapters.hitpay import codes, wire
from tiwala.gateways.adapters.hitpay.methods import can_return, our_name
from tiwala.gateways.adapters.hitpay.truth import GONE, UNCLEAR, Truth
from tiwala.gateways.adapters.hitpay.wire import Charge, Returned
from tiwala.gateways.line import MISSING, SERVER, Line, problem_of
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
from tiwala.gateways.port import LookUpRefund, RefundRequest, RefundTrace
from tiwala.gateways.writing import written
from tiwala.kit import clock, http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

PATH: Final = "/v1/refund"
MAYBE_OURS: Final = Unknown(Why.AMBIGUOUS)
"""Something at the charge may be this refund, or is another's of the same amount."""
NOT_SEEN: Final = Unknown("not_seen_yet")
"""Nothing at the charge is this refund so far; that proves nothing until it had the time to show."""
_SHOWS_WITHIN: Final = timedelta(days=1)
_SKEW: Final = timedelta(minutes=5)
"""How far their clock may be behind ours."""
_NOT_SENT: Final = Unknown(Why.NOT_SENT)
_MOST: Final = 50
_JSON: Final = {"Content-Type": "application/json"}


class Refunding:
    """Refunds of one account."""

    def __init__(self, line: Line, truth: Truth, *, account: str) -> None:
        self._line, self._truth, self._account = line, truth, account

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Look at the charge, then send once. What broke before sending sent nothing."""
        try:
            paid = self._truth.charge_of(request.reference)
            if isinstance(paid, Unknown):
                return RefundFailed(RefundFailure.NOT_REFUNDABLE) if paid == GONE else _NOT_SENT
            returned = self._returned(paid)
        except GatewayBreakdown as broken:
            is_refused = not broken.retry and not isinstance(broken, http.NotSent)
            return RefundFailed(RefundFailure.GATEWAY_REFUSED) if is_refused else _NOT_SENT
        if isinstance(returned, Unknown):
            return _NOT_SENT
        return self._why_not(request, paid, returned) or self._send(request, paid)

    def look_up(self, query: LookUpRefund) -> RefundOutcome:
        """By their id, else by its trace at the charge. What they told of once is never "not found" again."""
        if query.reference:
            if not wire.THEIR_ID.fullmatch(query.reference):
                return UNCLEAR
            found = self._one(query.reference)
            return UNCLEAR if isinstance(found, Unknown) else self._read(found)
        if not query.payment_reference:
            return GONE
        paid = self._truth.charge_of(query.payment_reference)
        if isinstance(paid, Unknown):
            return UNCLEAR  # what was to be given back had been paid
        returned = self._returned(paid)
        return returned if isinstance(returned, Unknown) else self._known_again(query.trace, returned)

    def _why_not(self, request: RefundRequest, paid: Charge, returned: Sequence[Returned]) -> RefundOutcome | None:
        """Why this is not sent, if it is not."""
        if not can_return(our_name(paid.code)):
            return RefundUnsupported()
        if paid.state == "void" or request.amount.currency != paid.amount.currency:
            return RefundFailed(RefundFailure.GATEWAY_REFUSED)
        trace = request.trace or RefundTrace(request.amount, clock.now())
        strangers = _strangers(returned, trace)
        if any(_may_be(one, trace) for one in strangers) and not trace.has_twin:
            return MAYBE_OURS
        if strangers or trace.has_twin:  # one at a time; and what our books know nothing of is for a person
            return RefundFailed(RefundFailure.GATEWAY_REFUSED)
        too_much = request.amount > paid.amount - _gone(paid, returned)
        return RefundFailed(RefundFailure.TOO_LARGE) if too_much else None

    def _send(self, request: RefundRequest, paid: Charge) -> RefundOutcome:
        body = written({"amount": request.amount.decimal, "payment_id": paid.id, "send_email": "false"})
        answer = self._line.send(PATH, content=body, headers=_JSON)
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            made = self._line.read(answer, wire.refund)
            if isinstance(made, Unknown):
                return made
            return self._read(made) if made.charge == paid.id else UNCLEAR
        if answer.status == codes.BUSY:
            return _NOT_SENT
        problem = problem_of(answer)
        failure = codes.refused_refund(answer.status, problem)
        if failure is None:
            return Unknown(Why.SERVER_ERROR) if answer.status >= SERVER else UNCLEAR
        self._line.tell_refused(answer, ",".join(codes.fields_of(problem)))
        return RefundFailed(failure)

    def _known_again(self, trace: RefundTrace | None, returned: Sequence[Returned]) -> RefundOutcome:
        """The one refund at the charge that this can be."""
        if trace is None:
            return UNCLEAR
        strangers = _strangers(returned, trace, with_failed=True)
        ours = [one for one in strangers if _may_be(one, trace)]
        if trace.has_twin and strangers:
            return MAYBE_OURS
        if len(ours) == 1:
            return self._read(ours[0])
        if strangers:
            return MAYBE_OURS
        return GONE if clock.now() - trace.since > _SHOWS_WITHIN else NOT_SEEN

    def _returned(self, paid: Charge) -> Sequence[Returned] | Unknown:
        """Every refund of a charge. One that is counted and not shown makes the whole unclear."""
        if len(paid.refunds) > _MOST:
            return UNCLEAR
        found = [self._one(one) for one in paid.refunds]
        known = [one for one in found if isinstance(one, Returned)]
        if len(known) < len(found) or any(one.charge != paid.id for one in known):
            return UNCLEAR
        shown = sum((one.amount for one in known if one.state != "failed"), Money.zero(paid.amount.currency))
        is_short = paid.state == "returned" and not known
        return UNCLEAR if is_short or (paid.gone is not None and shown < paid.gone) else known

    def _one(self, ident: str) -> Returned | Unknown:
        answer = self._line.ask(f"{PATH}/{ident}")
        found = GONE if answer.status == MISSING else self._line.read(answer, wire.refund)
        return UNCLEAR if isinstance(found, Returned) and found.id != ident else found

    def _read(self, one: Returned) -> RefundOutcome:
        match one.state:
            case "done":
                return RefundDone(one.id, one.amount, account=self._account, done_at=one.at)
            case "pending":
                return RefundPending(one.id)
            case "failed":
                return RefundFailed(RefundFailure.BANK_REFUSED, one.id)


def _strangers(returned: Sequence[Returned], trace: RefundTrace, *, with_failed: bool = False) -> list[Returned]:
    """Refunds of this amount that none of our others is."""
    same = [one for one in returned if one.amount == trace.amount and one.id not in trace.others]
    return [one for one in same if with_failed or one.state != "failed"]


def _may_be(one: Returned, trace: RefundTrace) -> bool:
    """Whether it was made after ours had left us."""
    return one.at >= trace.since - _SKEW


def _gone(paid: Charge, returned: Sequence[Returned]) -> Money:
    """What went back, by whichever count is larger."""
    zero = Money.zero(paid.amount.currency)
    shown = sum((one.amount for one in returned if one.state != "failed"), zero)
    return max(shown, paid.gone or zero)
