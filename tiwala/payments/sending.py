"""Send a call that moves money, and send it again where that is safe. The key goes along each time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

from tiwala.gateways.capabilities import IdempotencyKind
from tiwala.gateways.outcomes import Declined, Outcome, RefundFailed, RefundOutcome, Unknown, Why, may_send_again

T = TypeVar("T", Outcome, RefundOutcome)

_REPLAYED: Final = (Why.LINE_BROKE, Why.SERVER_ERROR, Why.UNREADABLE)
"""Lost answers that a gateway with idempotency keys gives again, and that cost no time."""


def send(call: Callable[[], T], *, idempotency: IdempotencyKind, budget_s: float = 0.0) -> T:
    """Call once, and once more when nothing was done or the gateway replays by key.

    After a silence only where a second one would fit into `budget_s` too, for somebody waits. When an answer was lost
    and the second call does not tell what became of the first, that one may still have been: unknown.
    """
    began = time.monotonic()
    first = call()
    has_time = 2 * (time.monotonic() - began) <= budget_s
    if not _is_safe_again(first, idempotency, has_time=has_time):
        return first
    second = call()
    return first if proves_nothing(second) and not may_send_again(first) else second


def proves_nothing(second: Outcome | RefundOutcome) -> bool:
    """Whether this answer leaves open what became of a call that went out before under the same key.

    It is unclear itself, or a no that names no try: keys refused, or a busy server, say nothing about that call.
    """
    is_bare_no = isinstance(second, Declined | RefundFailed) and not second.reference
    return isinstance(second, Unknown) or is_bare_no


def _is_safe_again(outcome: Outcome | RefundOutcome, idempotency: IdempotencyKind, *, has_time: bool) -> bool:
    if may_send_again(outcome):
        return True
    if idempotency != "key" or not isinstance(outcome, Unknown):
        return False
    return outcome.why in _REPLAYED or (outcome.why == Why.TIMED_OUT and has_time)
