"""Send a call that moves money, and send it again where that is safe. The key goes along each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from tiwala.gateways.capabilities import IdempotencyKind
from tiwala.gateways.outcomes import Outcome, RefundOutcome, Unknown, Why, may_send_again

T = TypeVar("T", Outcome, RefundOutcome)

_REPLAYED: Final = (Why.LINE_BROKE, Why.SERVER_ERROR, Why.UNREADABLE)
"""Lost answers that a gateway with idempotency keys gives again. Not TIMED_OUT: the payer has waited long enough."""


def send(call: Callable[[], T], *, idempotency: IdempotencyKind) -> T:
    """Call once, and once more when nothing was done or the gateway replays by key.

    When an answer was lost and the second call says that nothing was done, the first may still have been: unknown.
    """
    first = call()
    if not _is_safe_again(first, idempotency):
        return first
    second = call()
    return first if may_send_again(second) and not may_send_again(first) else second


def _is_safe_again(outcome: Outcome | RefundOutcome, idempotency: IdempotencyKind) -> bool:
    if may_send_again(outcome):
        return True
    return idempotency == "key" and isinstance(outcome, Unknown) and outcome.why in _REPLAYED
