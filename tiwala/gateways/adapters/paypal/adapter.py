"""The verbs at PayPal: starting, taking what was set aside, calling off; the rest in files of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from tiwala.gateways.adapters.paypal import codes, proof, wire
from tiwala.gateways.adapters.paypal.abilities import abilities
from tiwala.gateways.adapters.paypal.calls import NOT_SENT, Calls
from tiwala.gateways.adapters.paypal.disputes import Disputes
from tiwala.gateways.adapters.paypal.features import SETTING, Features
from tiwala.gateways.adapters.paypal.kept import Kept
from tiwala.gateways.adapters.paypal.orders import PATH, TAKEN, Orders, approved
from tiwala.gateways.adapters.paypal.refunds import Refunds
from tiwala.gateways.line import SERVER, problem_of
from tiwala.gateways.outcomes import Declined, DeclineReason, Outcome, Unknown, Why
from tiwala.gateways.port import (
    AccountFacts,
    Capabilities,
    Gateway,
    LookUp,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    StartRequest,
    StatementLine,
)
from tiwala.gateways.reading import UnreadableError, load
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

_HOLDS: Final = "/v2/payments/authorizations"
_NOBODYS: Final = "0" * 17
"""An order id of nothing: a key alone finds nothing at PayPal, and asking for this one says that the line is there."""


def build(facts: AccountFacts) -> Gateway:
    """The adapter to one account; cheap, the connections are the kit's and shared."""
    return PayPal(facts)


class PayPal:
    """One merchant at PayPal, through one app of theirs."""

    def __init__(self, facts: AccountFacts) -> None:
        self._facts = facts
        self._calls = Calls(facts)
        self._orders = Orders(self._calls, facts)
        features = Features.named_in(facts.keys.get(SETTING, ""))
        self._can = abilities(features, mode=facts.mode, base_url=facts.base_url)
        refunds, disputes = Refunds(self._calls, self._orders), Disputes(self._calls)
        self._kept = Kept(self._calls, self._orders)
        self.forget_method = self._kept.forget_method
        self.refund, self.look_up_refund = refunds.refund, refunds.look_up_refund
        self.look_up_dispute, self.list_disputes = disputes.look_up_dispute, disputes.list_disputes

    def __repr__(self) -> str:
        return f"PayPal({self._facts.external_id!r}, {self._facts.mode!r})"

    @property
    def can(self) -> Capabilities:
        """What PayPal can for this account."""
        return self._can

    def start(self, request: StartRequest) -> Outcome:
        """Make an order. One whose answer was lost was shown to nobody, and PayPal gives it again under the key."""
        method = self._can.method(request.method)
        is_held = request.capture == "manual"
        if method is None or (is_held and not method.manual_capture) or (request.token and not method.off_session):
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        if request.token:
            return self._kept.charge(request)
        return self._begin(replace(request, save_method=request.save_method and method.off_session))

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Take what was set aside, once; the rest of it is let go. Money that is not held is as it stands."""
        return _calm(lambda: self._take(reference, amount, key=key))

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """Let held money go, else mark the order, so that it is never taken; one that was paid says so."""
        return _calm(lambda: self._call_off(reference, key=key))

    def look_up(self, query: LookUp) -> Outcome:
        """By their id. An approved order is taken by this, as orders.py says. A lost charge is found by no key."""
        if query.by_kept and not query.reference:
            return Unknown(Why.AMBIGUOUS)
        return self._orders.truth(query.reference or _NOBODYS)

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

    def _begin(self, request: StartRequest) -> Outcome:
        try:
            answer = self._calls.send(PATH, wire.asked(request), key=request.attempt_key)
        except GatewayBreakdown as broken:
            return NOT_SENT if broken.retry else Declined(DeclineReason.METHOD_UNAVAILABLE)
        if isinstance(answer, Unknown):
            return NOT_SENT
        if answer.is_ok:
            shown = self._calls.line.read(answer, lambda data: self._orders.page(wire.order(data)))
            return NOT_SENT if isinstance(shown, Unknown) else shown
        if answer.status in codes.REFUSED_KEYS:
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        issue = codes.issue(problem_of(answer))
        self._calls.line.tell_refused(answer, issue)
        reason = codes.START.get(issue)
        return NOT_SENT if reason is None else Declined(reason)

    def _take(self, reference: str, amount: Money, *, key: str) -> Outcome:
        order = self._orders.read(reference)
        if isinstance(order, Unknown):
            return order
        held = order.held
        if held is None:
            return self._orders.go_on(order)
        if amount.currency != held.amount.currency or amount > held.amount:
            return Declined(DeclineReason.AMOUNT_NOT_ALLOWED, order.id)
        body = {"amount": wire.money(amount), "final_capture": True}
        answer = self._calls.send(f"{_HOLDS}/{held.id}/capture", body, key=key)
        if isinstance(answer, Unknown) or not answer.is_ok:
            return answer if isinstance(answer, Unknown) else self._as_it_is(answer, reference)
        taken = self._calls.line.read(answer, wire.capture)
        if isinstance(taken, wire.Capture):
            return approved(order, taken) if taken.status in TAKEN else self._orders.truth(reference)
        return taken

    def _call_off(self, reference: str, *, key: str) -> Outcome:
        order = self._orders.read(reference)
        if isinstance(order, Unknown):
            return order
        if order.held is not None:
            answer = self._calls.send(f"{_HOLDS}/{order.held.id}/void", None, key="")
        elif order.captures or order.holds or order.is_off or order.status == "VOIDED":
            return self._orders.stands(order)
        else:
            path = "/purchase_units/@reference_id=='default'/custom_id"
            change = [{"op": "replace", "path": path, "value": order.key + wire.OFF}]
            answer = self._calls.send(f"{PATH}/{order.id}", change, key=key, method="PATCH")
        return answer if isinstance(answer, Unknown) else self._as_it_is(answer, reference)

    def _as_it_is(self, answer: http.Answer, reference: str) -> Outcome:
        """After a deed that was done or clearly refused: what the order says now, and nothing more is taken."""
        if answer.status == codes.BUSY:
            return NOT_SENT
        if answer.status >= SERVER:
            return Unknown(Why.SERVER_ERROR)
        if not answer.is_ok:
            self._calls.line.tell_refused(answer, codes.issue(problem_of(answer)))
        after = self._orders.read(reference)
        return after if isinstance(after, Unknown) else self._orders.stands(after)


def _calm(work: Callable[[], Outcome]) -> Outcome:
    """Money verbs never raise for trouble on the way."""
    try:
        return work()
    except GatewayBreakdown:
        return Unknown(Why.LINE_BROKE)
