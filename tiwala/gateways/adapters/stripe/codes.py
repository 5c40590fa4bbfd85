"""Stripe's codes in our words. A code that is not here is never guessed at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tiwala.gateways.line import SERVER, problem_of
from tiwala.gateways.outcomes import DeclineReason as Reason
from tiwala.gateways.outcomes import RefundFailure, Unknown, Why
from tiwala.gateways.reading import Json, maybe
from tiwala.kit import http

_BAD_REQUEST: Final = 400
_CONFLICT: Final = 409
_BUSY: Final = 429
KEYS_REFUSED: Final = (401, 403)

_DECLINES: Final[dict[str, Reason]] = {
    "insufficient_funds": Reason.INSUFFICIENT_FUNDS,
    "expired_card": Reason.CARD_EXPIRED,
    "lost_card": Reason.CARD_LOST_OR_STOLEN,
    "stolen_card": Reason.CARD_LOST_OR_STOLEN,
    "pickup_card": Reason.CARD_LOST_OR_STOLEN,
    "incorrect_cvc": Reason.WRONG_DETAILS,
    "invalid_cvc": Reason.WRONG_DETAILS,
    "incorrect_number": Reason.WRONG_DETAILS,
    "invalid_number": Reason.WRONG_DETAILS,
    "invalid_expiry_month": Reason.WRONG_DETAILS,
    "invalid_expiry_year": Reason.WRONG_DETAILS,
    "incorrect_zip": Reason.WRONG_DETAILS,
    "incorrect_address": Reason.WRONG_DETAILS,
    "incorrect_pin": Reason.WRONG_DETAILS,
    "authentication_required": Reason.NOT_AUTHENTICATED,
    "payment_intent_authentication_failure": Reason.NOT_AUTHENTICATED,
    "authentication_not_handled": Reason.NOT_AUTHENTICATED,
    "mobile_device_authentication_required": Reason.NOT_AUTHENTICATED,
    "call_issuer": Reason.BANK_REFUSED,
    "card_not_supported": Reason.BANK_REFUSED,
    "currency_not_supported": Reason.BANK_REFUSED,
    "do_not_honor": Reason.BANK_REFUSED,
    "do_not_try_again": Reason.BANK_REFUSED,
    "generic_decline": Reason.BANK_REFUSED,
    "no_action_taken": Reason.BANK_REFUSED,
    "not_permitted": Reason.BANK_REFUSED,
    "restricted_card": Reason.BANK_REFUSED,
    "revocation_of_authorization": Reason.BANK_REFUSED,
    "revocation_of_all_authorizations": Reason.BANK_REFUSED,
    "security_violation": Reason.BANK_REFUSED,
    "service_not_allowed": Reason.BANK_REFUSED,
    "stop_payment_order": Reason.BANK_REFUSED,
    "transaction_not_allowed": Reason.BANK_REFUSED,
    "card_velocity_exceeded": Reason.OVER_LIMIT,
    "withdrawal_count_limit_exceeded": Reason.OVER_LIMIT,
    "pin_try_exceeded": Reason.OVER_LIMIT,
    "fraudulent": Reason.SUSPECTED_FRAUD,
    "merchant_blacklist": Reason.SUSPECTED_FRAUD,
    "processing_error": Reason.PROCESSING_ERROR,
    "approve_with_id": Reason.PROCESSING_ERROR,
    "reenter_transaction": Reason.PROCESSING_ERROR,
    "try_again_later": Reason.PROCESSING_ERROR,
    "duplicate_transaction": Reason.PROCESSING_ERROR,
    "payment_method_customer_decline": Reason.PAYER_REFUSED,
    "issuer_not_available": Reason.BANK_UNAVAILABLE,
    "payment_method_provider_timeout": Reason.BANK_UNAVAILABLE,
    "payment_method_provider_decline": Reason.BANK_REFUSED,
    "invalid_account": Reason.ACCOUNT_CLOSED,
    "new_account_information_available": Reason.ACCOUNT_CLOSED,
    "invalid_amount": Reason.AMOUNT_NOT_ALLOWED,
    "amount_too_small": Reason.AMOUNT_NOT_ALLOWED,
    "amount_too_large": Reason.AMOUNT_NOT_ALLOWED,
    "card_declined": Reason.BANK_REFUSED,
}
"""By `decline_code` (the bank's word) first, by `code` (Stripe's) after it."""

AMOUNTS: Final = ("amount_too_small", "amount_too_large", "invalid_amount")
_REFUND_TOO_LARGE: Final = ("charge_already_refunded", "amount_too_large")
_NOT_REFUNDABLE: Final = (
    "charge_disputed",
    "charge_not_refundable",
    "refund_disputed_payment",
    "payment_intent_unexpected_state",
    "charge_expired_for_capture",
)


def error_in(answer: http.Answer) -> Json:
    """The error in a refusal; empty when there is none to read."""
    found = problem_of(answer).get("error")
    return found if isinstance(found, Mapping) else {}


def word_of(problem: Json) -> str:
    """Their word for an error: a code, never a text about a person."""
    return maybe(problem, "code", most=60) or maybe(problem, "type", most=60) or "refused"


def decline_reason(problem: Json) -> Reason:
    """Why the bank said no, from an error or a `last_payment_error`; what we do not know is unspecified."""
    for name in ("decline_code", "code"):
        found = _DECLINES.get(str(problem.get(name)))
        if found is not None:
            return found
    return Reason.UNSPECIFIED


def is_key_reused(problem: Json) -> bool:
    """Whether this key stands there for other words, or for a call that is still running."""
    return problem.get("type") == "idempotency_error" or problem.get("code") == "idempotency_key_in_use"


def is_bad_request(answer: http.Answer, problem: Json) -> bool:
    """Whether they read the call, found it wanting, and so did nothing."""
    return _BAD_REQUEST <= answer.status < _CONFLICT and problem.get("type") == "invalid_request_error"


def refused_call(answer: http.Answer, problem: Json) -> Reason | None:
    """Why they refused to begin or capture; None when this is no clear refusal."""
    if answer.status in KEYS_REFUSED:
        return Reason.METHOD_UNAVAILABLE
    if not is_bad_request(answer, problem):
        return None
    return Reason.AMOUNT_NOT_ALLOWED if problem.get("code") in AMOUNTS else Reason.METHOD_UNAVAILABLE


def refused_refund(answer: http.Answer, problem: Json) -> RefundFailure | None:
    """Why they refused a refund; None when this is no clear refusal."""
    if answer.status in KEYS_REFUSED:
        return RefundFailure.GATEWAY_REFUSED
    if not is_bad_request(answer, problem):
        return None
    if problem.get("code") in _NOT_REFUNDABLE:
        return RefundFailure.NOT_REFUNDABLE
    is_amount = problem.get("param") == "amount" and problem.get("code") not in AMOUNTS
    if is_amount or problem.get("code") in _REFUND_TOO_LARGE:
        return RefundFailure.TOO_LARGE
    return RefundFailure.GATEWAY_REFUSED


def unknown(answer: http.Answer, problem: Json) -> Unknown:
    """What an answer leaves open that is neither a result nor a clear refusal.

    429 says that nothing was done (too many calls, or the thing is locked). A 5xx says nothing of the kind.
    """
    if answer.status == _BUSY:
        return Unknown(Why.NOT_SENT)
    if answer.status == _CONFLICT or is_key_reused(problem):
        return Unknown(Why.KEY_REUSED)
    return Unknown(Why.SERVER_ERROR if answer.status >= SERVER else Why.UNREADABLE)
