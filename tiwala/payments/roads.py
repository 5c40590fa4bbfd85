"""The accounts a payer may be sent to for one method: the chosen one, then the others, while patience lasts."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from tiwala.gateways.capabilities import MethodCan
from tiwala.gateways.circuits import standing_of
from tiwala.gateways.outcomes import Declined, DeclineReason, Outcome, may_send_again
from tiwala.gateways.port import Gateway
from tiwala.gateways.queries import account_by_public_id, may_take
from tiwala.gateways.registry import adapter_for
from tiwala.kit.conf import conf
from tiwala.payments.facts import StartFacts


@dataclass(frozen=True, slots=True)
class Road:
    """An account that takes this payment. `is_shut`: its circuit keeps payers away; `is_tried`: it lets one through."""

    account_ref: str
    adapter: Gateway
    can: MethodCan
    is_shut: bool = False
    is_tried: bool = False


class Roads:
    """Begins its watch when it is made: after `conf.routing.budget_s` there is no other."""

    def __init__(self, facts: StartFacts) -> None:
        self._facts = facts
        self._until = time.monotonic() + conf.routing.budget_s
        others = () if facts.saved_ref else facts.others  # a kept method is known where it was kept, and nowhere else
        self._left = deque(dict.fromkeys((facts.gateway_account_ref, *others)))

    def first(self) -> Road | None:
        """The first that is open; a shut one when all are; None when none offers this."""
        shut: Road | None = None
        while (road := self._next()) is not None:
            if not road.is_shut:
                return road
            shut = shut or road
        return shut

    def another(self) -> Road | None:
        """The next that is open, if there is time for it."""
        while time.monotonic() < self._until and (road := self._next()) is not None:
            if not road.is_shut:
                return road
        return None

    def _next(self) -> Road | None:
        while self._left:
            road = self._road(self._left.popleft())
            if road is not None:
                return road
        return None

    def _road(self, account_ref: str) -> Road | None:
        account = account_by_public_id(account_ref)
        adapter = adapter_for(account)
        can = adapter.can.method(self._facts.method) if may_take(account) else None
        if can is None or not can.takes(self._facts.asked):
            return None
        if self._facts.capture == "manual" and not can.manual_capture:
            return None
        if (self._facts.saved_ref or self._facts.keep) and not can.off_session:
            return None
        standing = standing_of(account_ref, self._facts.method)
        if standing is None:
            return Road(account_ref, adapter, can)
        return Road(account_ref, adapter, can, is_shut=not standing.may_try, is_tried=standing.may_try)


def is_nothing_there(outcome: Outcome) -> bool:
    """Whether nothing was started at the gateway, so that the same money may be asked for elsewhere.

    A method the gateway says it cannot serve counts, as long as it gave the try no id of its own. Never what is
    unknown: a lost answer may be a payment.
    """
    if isinstance(outcome, Declined):
        return outcome.reason == DeclineReason.METHOD_UNAVAILABLE and not outcome.reference
    return may_send_again(outcome)
