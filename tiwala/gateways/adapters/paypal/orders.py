"""An order is a try: what it says of itself, and taking the money that its payer approved, once.

An approved order is not paid. PayPal captures (or authorizes, where money is only to be set aside) an order once at
most, whatever is sent, and the call carries a key of the order's: however many ask at once, money moves once. An order
that was called off is marked there first, and a marked one is never taken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tiwala.gateways.adapters.paypal import codes, wire
from tiwala.gateways.adapters.paypal.abilities import is_page
from tiwala.gateways.adapters.paypal.calls import GONE, UNCLEAR, Calls
from tiwala.gateways.line import problem_of
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Outcome,
    Pending,
    Unknown,
    Why,
)
from tiwala.gateways.port import AccountFacts
from tiwala.kit import clock, http

PATH: Final = "/v2/checkout/orders"
TAKEN: Final = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
REFUSED: Final = ("DECLINED", "FAILED")


class Orders:
    """The orders of one account."""

    def __init__(self, calls: Calls, facts: AccountFacts) -> None:
        self._calls = calls
        self._facts = facts

    def read(self, reference: str) -> wire.Order | Unknown:
        """The order by its id, as it is."""
        if not wire.THEIR_ID.fullmatch(reference):
            return GONE
        found = self._calls.read(f"{PATH}/{reference}", wire.order)
        return UNCLEAR if isinstance(found, wire.Order) and found.id != reference else found

    def truth(self, reference: str) -> Outcome:
        """What became of the order. An approved one is taken by this question."""
        order = self.read(reference)
        return order if isinstance(order, Unknown) else self.go_on(order)

    def go_on(self, order: wire.Order) -> Outcome:
        """Take what is approved; all else is as it stands."""
        if order.status != "APPROVED" or order.captures or order.holds or order.is_off:
            return self.stands(order)
        verb = "authorize" if order.is_held else "capture"
        answer = self._calls.send(f"{PATH}/{order.id}/{verb}", {}, key=f"{verb}-{order.id}-{order.updated}"[:108])
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            taken = self._calls.line.read(answer, wire.order)
            if isinstance(taken, Unknown) or taken.id != order.id:
                return UNCLEAR
            return self.stands(taken if taken.payee else replace(taken, payee=order.payee))
        return self._not_taken(answer, order)

    def stands(self, order: wire.Order) -> Outcome:
        """What an order says of itself; nothing is sent."""
        taken = [one for one in order.captures if one.status in TAKEN]
        if taken:
            return approved(order, taken[0])
        if any(one.status == "PENDING" for one in order.captures):
            return Pending(order.id)
        if order.holds:
            return _held(order, order.holds[-1])
        if order.captures:
            is_over = all(one.status in REFUSED for one in order.captures)
            return Declined(DeclineReason.UNSPECIFIED, order.id) if is_over else UNCLEAR
        return Cancelled(order.id) if order.is_off else self._unpaid(order)

    def page(self, order: wire.Order) -> NeedsPayer | Unknown:
        """Where its payer goes on; never to a page that is not PayPal's."""
        if not is_page(order.page, mode=self._facts.mode, base_url=self._facts.base_url):
            return UNCLEAR
        return NeedsPayer(order.page, order.id)

    def _not_taken(self, answer: http.Answer, order: wire.Order) -> Outcome:
        issue = codes.issue(problem_of(answer))
        if answer.status == codes.UNPROCESSABLE and issue in codes.TAKEN_BEFORE:
            again = self.read(order.id)
            return again if isinstance(again, Unknown) else self.stands(again)
        if answer.status == codes.UNPROCESSABLE and issue in codes.ASK_PAYER:
            return self.page(order)
        self._calls.line.tell_refused(answer, issue)
        return Unknown(Why.SERVER_ERROR)

    def _unpaid(self, order: wire.Order) -> Outcome:
        match order.status:
            case "CREATED" | "PAYER_ACTION_REQUIRED" | "SAVED":
                return self.page(order)
            case "VOIDED":
                return Expired(order.id)
            case "APPROVED":
                return Pending(order.id)
        return UNCLEAR


def approved(order: wire.Order, one: wire.Capture) -> Approved:
    """Money of this order, as its capture says."""
    return Approved(order.id, one.amount, order.payee, order.key, one.at, "paypal", fee=one.fee, saved=order.saved)


def _held(order: wire.Order, one: wire.Hold) -> Outcome:
    """Money set aside. Taken money is told by its captures, which were looked at before: without any it is unclear."""
    match one.status:
        case "CREATED":
            return Authorized(order.id, one.amount, order.payee, order.key, one.at, "paypal")
        case "PENDING":
            return Pending(order.id)
        case "DENIED":
            return Declined(DeclineReason.UNSPECIFIED, order.id)
        case "VOIDED":
            is_over = one.ends_at is not None and one.ends_at <= clock.machine_now()
            return Expired(order.id) if is_over else Cancelled(order.id)
    return UNCLEAR
