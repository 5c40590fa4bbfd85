"""Xendit's codes in our words. A code that is not here is never guessed at."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.outcomes import DeclineReason as Reason
from tiwala.gateways.outcomes import RefundFailure
from tiwala.gateways.reading import Json

_DECLINES: Final[dict[str, Reason]] = {
    "ACCOUNT_ACCESS_BLOCKED": Reason.ACCOUNT_CLOSED,
    "ACCOUNT_NOT_ACTIVATED": Reason.ACCOUNT_CLOSED,
    "AUTHENTICATION_FAILED": Reason.NOT_AUTHENTICATED,
    "CAPTURE_AMOUNT_EXCEEDED": Reason.AMOUNT_NOT_ALLOWED,
    "CARD_DECLINED": Reason.BANK_REFUSED,
    "CHANNEL_UNAVAILABLE": Reason.BANK_UNAVAILABLE,
    "DECLINED_BY_ISSUER": Reason.BANK_REFUSED,
    "DECLINED_BY_PROCESSOR": Reason.BANK_REFUSED,
    "EXPIRED_CARD": Reason.CARD_EXPIRED,
    "EXPIRED_OTP": Reason.NOT_AUTHENTICATED,
    "INACTIVE_OR_UNAUTHORIZED_CARD": Reason.ACCOUNT_CLOSED,
    "INSUFFICIENT_BALANCE": Reason.INSUFFICIENT_FUNDS,
    "INVALID_ACCOUNT_DETAILS": Reason.WRONG_DETAILS,
    "INVALID_CARD": Reason.WRONG_DETAILS,
    "INVALID_CVV": Reason.WRONG_DETAILS,
    "INVALID_MERCHANT_CREDENTIALS": Reason.METHOD_UNAVAILABLE,
    "INVALID_MERCHANT_SETTINGS": Reason.METHOD_UNAVAILABLE,
    "INVALID_OTP": Reason.NOT_AUTHENTICATED,
    "INVALID_TOKEN": Reason.ACCOUNT_CLOSED,
    "ISSUER_UNAVAILABLE": Reason.BANK_UNAVAILABLE,
    "OTP_ATTEMPT_COUNTS_EXCEEDED": Reason.NOT_AUTHENTICATED,
    "PARTNER_TIMEOUT_ERROR": Reason.BANK_UNAVAILABLE,
    "PAYMENT_AMOUNT_LIMITS_EXCEEDED": Reason.OVER_LIMIT,
    "PAYMENT_ATTEMPT_COUNTS_EXCEEDED": Reason.OVER_LIMIT,
    "PAYMENT_REQUEST_EXPIRED": Reason.PAYER_REFUSED,
    "PROCESSOR_ERROR": Reason.PROCESSING_ERROR,
    "SERVER_ERROR": Reason.PROCESSING_ERROR,
    "STOLEN_CARD": Reason.CARD_LOST_OR_STOLEN,
    "SUSPECTED_FRAUDULENT": Reason.SUSPECTED_FRAUD,
    "TIMEOUT_ERROR": Reason.BANK_UNAVAILABLE,
    "USER_DECLINED_PAYMENT": Reason.PAYER_REFUSED,
    "USER_DEVICE_UNREACHABLE": Reason.BANK_UNAVAILABLE,
    "USER_DID_NOT_AUTHORIZE": Reason.NOT_AUTHENTICATED,
}

_CALL_REFUSED: Final[dict[str, Reason]] = {
    "ACCOUNT_ACCESS_BLOCKED": Reason.ACCOUNT_CLOSED,
    "API_VALIDATION_ERROR": Reason.METHOD_UNAVAILABLE,
    "CAPTURE_AMOUNT_EXCEEDED": Reason.AMOUNT_NOT_ALLOWED,
    "CARD_EXPIRED": Reason.CARD_EXPIRED,
    "DISALLOWED_CAPTURE_METHOD": Reason.METHOD_UNAVAILABLE,
    "INVALID_AMOUNT": Reason.AMOUNT_NOT_ALLOWED,
    "INVALID_API_KEY": Reason.METHOD_UNAVAILABLE,
    "INVALID_COUNTRY": Reason.METHOD_UNAVAILABLE,
    "INVALID_CURRENCY": Reason.METHOD_UNAVAILABLE,
    "INVALID_CUSTOMER_ID": Reason.METHOD_UNAVAILABLE,
    "INVALID_EXPIRY_DATE": Reason.METHOD_UNAVAILABLE,
    "INVALID_MERCHANT_SETTINGS": Reason.METHOD_UNAVAILABLE,
    "INVALID_METADATA": Reason.METHOD_UNAVAILABLE,
    "INVALID_PAYMENT_CHANNEL": Reason.METHOD_UNAVAILABLE,
    "INVALID_PAYMENT_DETAILS": Reason.WRONG_DETAILS,
    "INVALID_TOKEN": Reason.ACCOUNT_CLOSED,
    "INVALID_URL": Reason.METHOD_UNAVAILABLE,
    "INVALID_VALUE_ERROR": Reason.METHOD_UNAVAILABLE,
    "MISSING_CUSTOMER": Reason.METHOD_UNAVAILABLE,
    "MODE_NOT_SUPPORTED": Reason.METHOD_UNAVAILABLE,
    "REQUEST_FORBIDDEN_ERROR": Reason.METHOD_UNAVAILABLE,
    "SESSION_TYPE_NOT_SUPPORTED": Reason.METHOD_UNAVAILABLE,
    "SKIP_3DS_FORBIDDEN": Reason.METHOD_UNAVAILABLE,
}
"""They refused the call itself (a status of 400 to 403): nothing was started, and often the operator has to mend it."""

_REFUND_REFUSED: Final[dict[str, RefundFailure]] = {
    "REFUND_AMOUNT_EXCEEDED": RefundFailure.TOO_LARGE,
    "INELIGIBLE_TRANSACTION_STATUS": RefundFailure.NOT_REFUNDABLE,
    "PARTIAL_REFUND_COUNTS_EXCEEDED": RefundFailure.NOT_REFUNDABLE,
    "PARTIAL_REFUND_NOT_SUPPORTED": RefundFailure.NOT_REFUNDABLE,
    "DATA_NOT_FOUND": RefundFailure.NOT_REFUNDABLE,
    "API_VALIDATION_ERROR": RefundFailure.GATEWAY_REFUSED,
    "INSUFFICIENT_BALANCE": RefundFailure.GATEWAY_REFUSED,
    "INVALID_API_KEY": RefundFailure.GATEWAY_REFUSED,
    "INVALID_MERCHANT_SETTINGS": RefundFailure.GATEWAY_REFUSED,
    "INVALID_VALUE_ERROR": RefundFailure.GATEWAY_REFUSED,
    "REFUND_IN_PROGRESS": RefundFailure.GATEWAY_REFUSED,
    "REQUEST_FORBIDDEN_ERROR": RefundFailure.GATEWAY_REFUSED,
}
_REFUND_FAILED: Final[dict[str, RefundFailure]] = {
    "DUPLICATE_ERROR": RefundFailure.GATEWAY_REFUSED,
    "INSUFFICIENT_BALANCE": RefundFailure.GATEWAY_REFUSED,
}

NO_WAY_BACK: Final = "REFUND_NOT_SUPPORTED"
NOTHING_DONE: Final = {(429, "RATE_LIMIT_EXCEEDED"), (400, "TEMPORARILY_UNAVAILABLE")}
"""Answers that say nothing was done. A 503 says no such thing: a channel may fail after the charge reached it."""
DUPLICATE: Final = 409


def code_of(problem: Json) -> str:
    """Their code of a refusal; empty when there is none."""
    found = problem.get("error_code")
    return found[:60] if isinstance(found, str) else ""


def decline_reason(code: str) -> Reason:
    """Why the bank said no; an unknown code is unspecified, for the decline itself is certain."""
    return _DECLINES.get(code.strip(), Reason.UNSPECIFIED)


def refused_call(problem: Json) -> Reason | None:
    """Why they refused to start or capture, or None when their code is not one we know."""
    return _CALL_REFUSED.get(code_of(problem))


def refused_refund(problem: Json) -> RefundFailure | None:
    """Why they refused a refund, or None when their code is not one we know."""
    return _REFUND_REFUSED.get(code_of(problem))


def refund_failure(code: str) -> RefundFailure:
    """Why a refund failed after it was taken in; it did fail, whatever the code."""
    return _REFUND_FAILED.get(code, RefundFailure.BANK_REFUSED)
