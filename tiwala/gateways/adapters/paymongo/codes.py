"""PayMongo's codes in our words (gateways.md 1.8, 1.10). What is not here is never guessed to be a no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tiwala.gateways.outcomes import DeclineReason, RefundFailure
from tiwala.gateways.reading import Json, UnreadableError, maybe, rows

_CALLS: Final = {
    "parameter_below_minimum": DeclineReason.AMOUNT_NOT_ALLOWED,
    "parameter_above_maximum": DeclineReason.AMOUNT_NOT_ALLOWED,
    "allowed_amount_exceeded": DeclineReason.AMOUNT_NOT_ALLOWED,
    "payment_method_not_allowed": DeclineReason.METHOD_UNAVAILABLE,
    "payment_method_not_configured": DeclineReason.METHOD_UNAVAILABLE,
    "parameter_invalid": DeclineReason.METHOD_UNAVAILABLE,
    "parameter_required": DeclineReason.METHOD_UNAVAILABLE,
    "access_denied": DeclineReason.METHOD_UNAVAILABLE,
}
"""A call that made nothing, by the code of its first error."""

_REFUNDS: Final = {
    "parameter_above_maximum": RefundFailure.TOO_LARGE,
    "allowed_amount_exceeded": RefundFailure.TOO_LARGE,
    "parameter_below_minimum": RefundFailure.GATEWAY_REFUSED,
    "parameter_invalid": RefundFailure.GATEWAY_REFUSED,
    "parameter_required": RefundFailure.GATEWAY_REFUSED,
    "allowed_date_exceeded": RefundFailure.NOT_REFUNDABLE,
    "available_balance_insufficient": RefundFailure.GATEWAY_REFUSED,
    "resource_disputed_state": RefundFailure.NOT_REFUNDABLE,
    "resource_failed_state": RefundFailure.NOT_REFUNDABLE,
    "resource_pending_state": RefundFailure.NOT_REFUNDABLE,
    "resource_processing_state": RefundFailure.NOT_REFUNDABLE,
    "resource_not_found": RefundFailure.NOT_REFUNDABLE,
    "livemode_mismatched": RefundFailure.GATEWAY_REFUSED,
    "access_denied": RefundFailure.GATEWAY_REFUSED,
}
NO_WAY_BACK: Final = frozenset({"refund_not_allowed", "payment_method_not_allowed"})
"""The rail cannot return money."""
MISSING: Final = "resource_not_found"
_REFUSED_KEYS: Final = (401, 403)


def error_code(problem: Json) -> str:
    """The code of the first error; empty when there is none to read."""
    errors = _errors(problem)
    return maybe(errors[0], "code", most=80) if errors else ""


def is_key_reused(problem: Json) -> bool:
    """Whether the idempotency key holds another question. Their code for it is not documented: by its word."""
    return "idempoten" in error_code(problem).lower()


def refused_call(status: int, problem: Json) -> DeclineReason | None:
    """Why a call made nothing; None when that is not certain."""
    if status in _REFUSED_KEYS:
        return DeclineReason.METHOD_UNAVAILABLE
    return _CALLS.get(error_code(problem))


def refused_refund(status: int, problem: Json) -> RefundFailure | None:
    """Why nothing went back; None when that is not certain."""
    if status in _REFUSED_KEYS:
        return RefundFailure.GATEWAY_REFUSED
    return _REFUNDS.get(error_code(problem))


def _errors(problem: Json) -> Sequence[Json]:
    try:
        return rows(problem, "errors")
    except UnreadableError:
        return ()
