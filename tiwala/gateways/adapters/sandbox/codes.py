"""The sandbox's codes in our words. A code that is not here is never guessed at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiwala.gateways.outcomes import DeclineReason as Reason
from tiwala.gateways.outcomes import RefundFailure

_DECLINES: dict[str, Reason] = {
    "insufficient_funds": Reason.INSUFFICIENT_FUNDS,
    "expired_card": Reason.CARD_EXPIRED,
    "lost_card": Reason.CARD_LOST_OR_STOLEN,
    "stolen_card": Reason.CARD_LOST_OR_STOLEN,
    "incorrect_cvc": Reason.WRONG_DETAILS,
    "authentication_failed": Reason.NOT_AUTHENTICATED,
    "do_not_honor": Reason.BANK_REFUSED,
    "limit_exceeded": Reason.OVER_LIMIT,
    "suspected_fraud": Reason.SUSPECTED_FRAUD,
    "processing_error": Reason.PROCESSING_ERROR,
    "payer_refused": Reason.PAYER_REFUSED,
    "issuer_unavailable": Reason.BANK_UNAVAILABLE,
    "account_closed": Reason.ACCOUNT_CLOSED,
}

_CALL_REFUSED: dict[str, Reason] = {
    "unauthorized": Reason.METHOD_UNAVAILABLE,
    "forbidden": Reason.METHOD_UNAVAILABLE,
    "method_gone": Reason.METHOD_UNAVAILABLE,
    "currency_not_supported": Reason.METHOD_UNAVAILABLE,
    "invalid_field": Reason.METHOD_UNAVAILABLE,
    "too_large": Reason.METHOD_UNAVAILABLE,
    "invalid_json": Reason.METHOD_UNAVAILABLE,
    "idempotency_key_missing": Reason.METHOD_UNAVAILABLE,
}
"""The gateway refused the call itself: nothing was started, and the operator has something to mend."""

_REFUND_REFUSED: dict[str, RefundFailure] = {
    "refund_too_large": RefundFailure.TOO_LARGE,
    "payment_not_refundable": RefundFailure.NOT_REFUNDABLE,
    **dict.fromkeys((*_CALL_REFUSED, "not_found"), RefundFailure.GATEWAY_REFUSED),
}

NOTHING_DONE = {(429, "rate_limited"), (503, "simulated_unavailable")}
"""Answers that say nothing was done; a bare 503 of something in between says no such thing."""


def decline_reason(code: object) -> Reason:
    """Why the bank said no; an unknown code is unspecified, for the decline itself is certain."""
    return _DECLINES.get(code, Reason.UNSPECIFIED) if isinstance(code, str) else Reason.UNSPECIFIED


def refused_call(problem: Mapping[str, Any]) -> Reason | None:
    """Why the gateway refused to start or capture, or None when its code is not one we know."""
    if problem.get("field") == "amount_minor":
        return Reason.AMOUNT_NOT_ALLOWED
    return _CALL_REFUSED.get(str(problem.get("code")))


def refused_refund(problem: Mapping[str, Any]) -> RefundFailure | None:
    """Why the gateway refused a refund, or None when its code is not one we know."""
    return _REFUND_REFUSED.get(str(problem.get("code")))
