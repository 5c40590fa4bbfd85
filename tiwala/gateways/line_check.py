"""Whether the line to a gateway works, asked by a question that moves nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from tiwala.gateways import line
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import Gateway, LookUp
from tiwala.kit import clock, ids
from tiwala.kit.errors import GatewayBreakdown

LineState = Literal["works", "refused", "busy", "unreachable"]
"""`busy`: they answered that it is too much just now, so the line is there and says nothing about the keys."""


def ask_line(adapter: Gateway) -> LineState:
    """Ask about a try that never was: a clear "not found" proves line and keys. Moves nothing; calls out."""
    line.last_status.set(0)
    try:
        if adapter.can.can_look_up_by_key or not adapter.can.gives_statement:
            answer = adapter.look_up(LookUp(attempt_key=f"check-{ids.uuid7()}"))
            return "works" if answer == Unknown(Why.NOT_FOUND) else "refused"
        next(adapter.statement(clock.today("Asia/Manila") - timedelta(days=1)), None)
    except GatewayBreakdown as error:
        if line.is_busy():
            return "busy"
        return "unreachable" if error.retry else "refused"
    return "works"
