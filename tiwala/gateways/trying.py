"""How a line is: works, keys refused, or not to be reached just now."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import Gateway, LookUp
from tiwala.kit import clock, ids
from tiwala.kit.errors import GatewayBreakdown

LineState = Literal["works", "refused", "unreachable"]


def how_is(adapter: Gateway) -> LineState:
    """Ask about a try that never was: a clear "not found" proves line and keys. Moves nothing; calls out."""
    try:
        if adapter.can.can_look_up_by_key:
            answer = adapter.look_up(LookUp(attempt_key=f"check-{ids.uuid7()}"))
            return "works" if answer == Unknown(Why.NOT_FOUND) else "refused"
        next(adapter.statement(clock.today("Asia/Manila") - timedelta(days=1)), None)
    except GatewayBreakdown as error:
        return "unreachable" if error.retry else "refused"
    return "works"
