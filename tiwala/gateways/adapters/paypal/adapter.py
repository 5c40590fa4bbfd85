"""The verbs at PayPal: an order is a try; when its payer approved it, the look-up captures it, once.

An approved order is not paid. PayPal captures an order once at most, whatever is sent, and the call carries a key of
the order's: however many ask at once, money moves once. An order that was called off is marked there first, and a
marked one is never captured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from tiwala.gateways.adapters.paypal import codes, proof, wire
from tiwala.gateways.adapters.paypal.abilities import abilities, is_page
from tiwala.gateways.adapters.paypal.calls import GONE, NOT_SENT, UNCLEAR, Calls
from tiwala.gateways.adapters.paypal.disputes import Disputes
from tiwala.gateways.adapters.paypal.features import SETTING, Features
from tiwala.gateways.line import SERVER, problem_of
from tiwala.gateways.outcomes import (
    Approved,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Outcome,
    Pending,
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundOutcome,
    RefundPending,
    Unknown,
    Why,
)
from tiwala.gateways.port import (
    AccountFacts,
    Capabilities,
    Gateway,
    LookUp,
    LookUpRefund,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    RefundRequest,
    StartRequest,
    StatementLine,
)
from tiwala.gateways.reading import UnreadableError, load
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

_ORDERS: Final = "/v2/checkout/orders"
_NOBODYS: Final = "0" * 17
"""An order id of nothing: a key alone finds nothing at PayPal, and asking for this one says that the line is there."""
_TAKEN: Final = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
_UNPROCESSABLE: Final = 422


def build(facts: AccountFacts) -> Gateway:
    """The adapter to one account; cheap, the connections are the kit's and shared."""
    return PayPal(facts)


class PayPal:
    """One merchant at PayPal, through one app of theirs."""

    def __init__(self, facts: AccountFacts) -> None:
        self._facts = facts
        self._calls = Calls(facts)
        features = Features.named_in(facts.keys.get(SETTING, ""))
        self._can = abilities(features, mode=facts.mode, base_url=facts.base_url)
        disputes = Disputes(self._calls)
        self.look_up_dispute, self.list_disputes = disputes.look_up_dispute, disputes.list_disputes

    def __repr__(self) -> str:
        return f"PayPal({self._facts.external_id!r}, {self._facts.mode!r})"

    @property
    def can(self) -> Capabilities:
        """What PayPal can for this account."""
        return self._can

    def start(self, request: StartRequest) -> Outcome:
        """Make an order. One whose answer was lost was shown to nobody, and PayPal gives it again under the key."""
        if self._can.method(request.method) is None or request.token or request.capture == "manual":
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        try:
            answer = self._calls.send(_ORDERS, wire.asked(request), key=request.attempt_key)
        except GatewayBreakdown as broken:
            return NOT_SENT if broken.retry else Declined(DeclineReason.METHOD_UNAVAILABLE)
        if isinstance(answer, Unknown):
            return NOT_SENT
        if answer.is_ok:
            shown = self._calls.line.read(answer, lambda data: self._page(wire.order(data)))
            return NOT_SENT if isinstance(shown, Unknown) else shown
        if answer.status in codes.REFUSED_KEYS:
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        issue = codes.issue(problem_of(answer))
        self._calls.line.tell_refused(answer, issue)
        reason = codes.START.get(issue)
        return NOT_SENT if reason is None else Declined(reason)

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Nothing is held here: an approved order is captured whole when it is looked up."""
        del amount, key
        return self._calm(lambda: self._truth(reference))

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """Mark the order as called off, so that it is never captured; one that was captured says so."""
        return self._calm(lambda: self._call_off(reference, key=key))

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give the order's money back, whole or in part, under our key."""
        try:
            found = self._order(request.reference)
        except GatewayBreakdown as broken:
            return NOT_SENT if broken.retry else RefundFailed(RefundFailure.GATEWAY_REFUSED)
        if found == GONE:
            return RefundFailed(RefundFailure.NOT_REFUNDABLE)
        if isinstance(found, Unknown):
            return NOT_SENT
        taken = [one for one in found.captures if one.status in _TAKEN]
        if not taken:
            return RefundFailed(RefundFailure.NOT_REFUNDABLE)
        body = {"amount": wire.money(request.amount), "custom_id": request.key}
        try:
            answer = self._calls.send(f"/v2/payments/captures/{taken[0].id}/refund", body, key=request.key)
        except GatewayBreakdown:
            return NOT_SENT
        return answer if isinstance(answer, Unknown) else self._refunded(answer)

    def look_up(self, query: LookUp) -> Outcome:
        """By their id. An approved order is captured by this, as the verbs' first lines say."""
        return self._truth(query.reference or _NOBODYS)

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """By their id, else by our key among the refunds of its payment."""
        if query.reference and wire.THEIR_ID.fullmatch(query.reference):
            found = self._calls.read(f"/v2/payments/refunds/{query.reference}", wire.refund)
            return found if isinstance(found, Unknown) else self._back(found)
        if not query.payment_reference:
            return GONE
        order = self._order(query.payment_reference)
        if isinstance(order, Unknown):
            return order
        named = [one for one in order.refunds if one.key == query.key]
        return self._back(named[0]) if named else GONE

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        """Proof first, then the mode, then the facts."""
        proven = proof.check(notice, secrets=self._facts.notice_secrets)
        if proven != "ok":
            return NoticeRefused(proven)
        if notice.mode != self._facts.mode:
            return NoticeRefused("wrong_mode")
        try:
            return wire.event(load(notice.body))
        except UnreadableError:
            return NoticeRefused("unreadable")

    def statement(self, day: date) -> Iterator[StatementLine]:
        """None: their transaction search needs a permission of its own, and a settlement file is imported by hand."""
        raise GatewayBreakdown(f"no statement of {day} over the API", retry=False)

    def _truth(self, reference: str) -> Outcome:
        order = self._order(reference)
        if isinstance(order, Unknown) or order.status != "APPROVED" or order.captures or order.is_off:
            return order if isinstance(order, Unknown) else self._stands(order)
        key = f"capture-{order.id}-{order.updated}"[:108]
        answer = self._calls.send(f"{_ORDERS}/{order.id}/capture", {}, key=key)
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            taken = self._calls.line.read(answer, wire.order)
            if isinstance(taken, Unknown) or taken.id != order.id:
                return UNCLEAR
            return self._stands(taken if taken.payee else replace(taken, payee=order.payee))
        return self._not_taken(answer, order)

    def _not_taken(self, answer: http.Answer, order: wire.Order) -> Outcome:
        issue = codes.issue(problem_of(answer))
        if answer.status == _UNPROCESSABLE and issue == codes.CAPTURED:
            again = self._order(order.id)
            return again if isinstance(again, Unknown) else self._stands(again)
        if answer.status == _UNPROCESSABLE and issue in codes.ASK_PAYER:
            return self._page(order)
        self._calls.line.tell_refused(answer, issue)
        return Unknown(Why.SERVER_ERROR)

    def _stands(self, order: wire.Order) -> Outcome:
        """What an order says of itself; nothing is sent."""
        taken = [one for one in order.captures if one.status in _TAKEN]
        if taken:
            one = taken[0]
            return Approved(order.id, one.amount, order.payee, order.key, one.at, "paypal", fee=one.fee)
        if any(one.status == "PENDING" for one in order.captures):
            return Pending(order.id)
        if order.captures:
            is_over = all(one.status in ("DECLINED", "FAILED") for one in order.captures)
            return Declined(DeclineReason.UNSPECIFIED, order.id) if is_over else UNCLEAR
        return Cancelled(order.id) if order.is_off else self._unpaid(order)

    def _unpaid(self, order: wire.Order) -> Outcome:
        match order.status:
            case "CREATED" | "PAYER_ACTION_REQUIRED" | "SAVED":
                return self._page(order)
            case "VOIDED":
                return Expired(order.id)
            case "APPROVED":
                return Pending(order.id)
        return UNCLEAR

    def _page(self, order: wire.Order) -> NeedsPayer | Unknown:
        if not is_page(order.page, mode=self._facts.mode, base_url=self._facts.base_url):
            return UNCLEAR
        return NeedsPayer(order.page, order.id)

    def _call_off(self, reference: str, *, key: str) -> Outcome:
        order = self._order(reference)
        if isinstance(order, Unknown):
            return order
        if order.captures or order.is_off or order.status == "VOIDED":
            return self._stands(order)
        path = "/purchase_units/@reference_id=='default'/custom_id"
        change = [{"op": "replace", "path": path, "value": order.key + wire.OFF}]
        answer = self._calls.send(f"{_ORDERS}/{order.id}", change, key=key, method="PATCH")
        if isinstance(answer, Unknown):
            return answer
        if answer.status == codes.BUSY:
            return NOT_SENT
        if answer.status >= SERVER:
            return Unknown(Why.SERVER_ERROR)
        after = self._order(reference)
        return after if isinstance(after, Unknown) else self._stands(after)

    def _refunded(self, answer: http.Answer) -> RefundOutcome:
        if answer.is_ok:
            found = self._calls.line.read(answer, wire.refund)
            return found if isinstance(found, Unknown) else self._back(found)
        if answer.status == codes.BUSY:
            return NOT_SENT
        issue = codes.issue(problem_of(answer))
        self._calls.line.tell_refused(answer, issue)
        if answer.status == _UNPROCESSABLE and issue in codes.REFUND:
            return RefundFailed(codes.REFUND[issue])
        return Unknown(Why.SERVER_ERROR)

    def _back(self, found: wire.Refund) -> RefundOutcome:
        match found.status:
            case "COMPLETED":
                return RefundDone(found.id, found.amount, key=found.key, done_at=found.at)
            case "PENDING":
                return RefundPending(found.id)
            case "FAILED" | "CANCELLED":
                return RefundFailed(RefundFailure.BANK_REFUSED, found.id)
        return UNCLEAR

    def _order(self, reference: str) -> wire.Order | Unknown:
        if not wire.THEIR_ID.fullmatch(reference):
            return GONE
        found = self._calls.read(f"{_ORDERS}/{reference}", wire.order)
        return UNCLEAR if isinstance(found, wire.Order) and found.id != reference else found

    @staticmethod
    def _calm(work: Callable[[], Outcome]) -> Outcome:
        """Money verbs never raise for trouble on the way."""
        try:
            return work()
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)
