"""PayPal's words for no, to ours. A word that is not here is unknown, never a no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tiwala.gateways.outcomes import DeclineReason, RefundFailure
from tiwala.gateways.reading import Json

REFUSED_TOKEN: Final = 401
REFUSED_KEYS: Final = (REFUSED_TOKEN, 403)
BUSY: Final = 429
UNPROCESSABLE: Final = 422
TAKEN_BEFORE: Final = ("ORDER_ALREADY_CAPTURED", "ORDER_ALREADY_AUTHORIZED")
ASK_PAYER: Final = frozenset({"INSTRUMENT_DECLINED", "PAYER_ACTION_REQUIRED", "ORDER_NOT_APPROVED"})
"""Refusals of taking it after which the payer may go on at PayPal's page with another card or wallet."""
REFUND: Final[Mapping[str, RefundFailure]] = {
    "REFUND_AMOUNT_EXCEEDED": RefundFailure.TOO_LARGE,
    "CAPTURE_FULLY_REFUNDED": RefundFailure.TOO_LARGE,
    "REFUND_NOT_ALLOWED": RefundFailure.NOT_REFUNDABLE,
    "REFUND_TIME_LIMIT_EXCEEDED": RefundFailure.NOT_REFUNDABLE,
    "REFUND_FAILED_INSUFFICIENT_FUNDS": RefundFailure.GATEWAY_REFUSED,
}
START: Final[Mapping[str, DeclineReason]] = {
    "CURRENCY_NOT_SUPPORTED": DeclineReason.METHOD_UNAVAILABLE,
    "PAYEE_ACCOUNT_RESTRICTED": DeclineReason.METHOD_UNAVAILABLE,
    "PAYEE_ACCOUNT_INVALID": DeclineReason.METHOD_UNAVAILABLE,
    "PERMISSION_DENIED": DeclineReason.METHOD_UNAVAILABLE,
    "NOT_ENABLED_TO_VAULT_PAYMENT_SOURCE": DeclineReason.METHOD_UNAVAILABLE,
    "MAX_VALUE_EXCEEDED": DeclineReason.AMOUNT_NOT_ALLOWED,
    "CANNOT_BE_ZERO_OR_NEGATIVE": DeclineReason.AMOUNT_NOT_ALLOWED,
}
CHARGE: Final[Mapping[str, DeclineReason]] = {
    **START,
    "INSTRUMENT_DECLINED": DeclineReason.BANK_REFUSED,
    "PAYMENT_SOURCE_DECLINED_BY_PROCESSOR": DeclineReason.BANK_REFUSED,
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING": DeclineReason.BANK_REFUSED,
    "TRANSACTION_REFUSED": DeclineReason.BANK_REFUSED,
    "COMPLIANCE_VIOLATION": DeclineReason.BANK_REFUSED,
    "PAYER_CANNOT_PAY": DeclineReason.UNSPECIFIED,
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": DeclineReason.ACCOUNT_CLOSED,
    "PAYER_ACCOUNT_RESTRICTED": DeclineReason.ACCOUNT_CLOSED,
    "REFERENCED_CARD_EXPIRED": DeclineReason.CARD_EXPIRED,
    "CARD_EXPIRED": DeclineReason.CARD_EXPIRED,
    "TRANSACTION_LIMIT_EXCEEDED": DeclineReason.OVER_LIMIT,
    "PAYER_ACTION_REQUIRED": DeclineReason.NOT_AUTHENTICATED,
    "AGREEMENT_ALREADY_CANCELLED": DeclineReason.METHOD_UNAVAILABLE,
    "BILLING_AGREEMENT_NOT_FOUND": DeclineReason.METHOD_UNAVAILABLE,
    "TOKEN_ID_NOT_FOUND": DeclineReason.METHOD_UNAVAILABLE,
    "TOKEN_EXPIRED": DeclineReason.METHOD_UNAVAILABLE,
    "MISMATCHED_VAULT_ID_TO_PAYMENT_SOURCE": DeclineReason.METHOD_UNAVAILABLE,
    "INVALID_RESOURCE_ID": DeclineReason.METHOD_UNAVAILABLE,
    "RESOURCE_NOT_FOUND": DeclineReason.METHOD_UNAVAILABLE,
    "PAYMENT_SOURCE_CANNOT_BE_USED": DeclineReason.METHOD_UNAVAILABLE,
    "TRANSACTION_RECEIVING_LIMIT_EXCEEDED": DeclineReason.METHOD_UNAVAILABLE,
    "PAYEE_BLOCKED_TRANSACTION": DeclineReason.METHOD_UNAVAILABLE,
    "TRANSACTION_BLOCKED_BY_PAYEE": DeclineReason.METHOD_UNAVAILABLE,
}
"""Refusals of a charge of a kept method: nothing was begun and no order made. What their documents name, no more."""


def issue(problem: Json) -> str:
    """The first issue of a refusal, else its name; empty when it says neither."""
    details = problem.get("details")
    first = details[0] if isinstance(details, list) and details else {}
    said = first.get("issue") if isinstance(first, dict) else None
    found = said or problem.get("name")
    return found[:60] if isinstance(found, str) else ""
