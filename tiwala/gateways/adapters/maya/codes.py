"""Maya's codes in our words (its pages on payment, card and other errors). Most come with HTTP 400, whatever they say.

What is not here is never guessed to be a no.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tiwala.gateways.outcomes import DeclineReason, RefundFailure
from tiwala.gateways.reading import Json, maybe

BUSY: Final = 429
NO_PAYMENT: Final = ("PY0009", "PY0076")
NO_VOID: Final = ("PY0045", "PY0055")
"""Not to be voided: paid on another day, or not any more."""
NO_REFUND: Final = ("PY0047",)
"""Not to be refunded: paid today, or too long ago. It comes with 401, and the keys are good all the same."""
GONE: Final = ("PY0023", "PY0027", "PY0029")
"""The customer or the card is not there."""
TROUBLE: Final = frozenset(
    {
        *("PY0001", "PY0013", "PY0014", "PY0015", "PY0016", "PY0040", "PY0041", "PY0059", "PY0060", "PY0066"),
        *("PY0067", "PY0069", "PY0114", "PY0122", "PY0143", "PY0144", "PY9999"),
    }
)
"""Something broke at theirs; whether it was done before that, nobody says."""
_REFUSED_KEYS: Final = (401, 403)

_DECLINES: Final[Mapping[str, DeclineReason]] = {
    "PY0002": DeclineReason.CARD_EXPIRED,
    "PY0121": DeclineReason.CARD_EXPIRED,
    "PY0100": DeclineReason.NOT_AUTHENTICATED,
    "PY0105": DeclineReason.INSUFFICIENT_FUNDS,
    "PY0116": DeclineReason.PROCESSING_ERROR,
    "PY0119": DeclineReason.BANK_REFUSED,
    "PY0123": DeclineReason.OVER_LIMIT,
    "PY0007": DeclineReason.ACCOUNT_CLOSED,
    "PY0008": DeclineReason.ACCOUNT_CLOSED,
    "PY0023": DeclineReason.ACCOUNT_CLOSED,
    "PY0027": DeclineReason.ACCOUNT_CLOSED,
    "PY0029": DeclineReason.ACCOUNT_CLOSED,
    "PY0030": DeclineReason.ACCOUNT_CLOSED,
    "PY0036": DeclineReason.METHOD_UNAVAILABLE,
}
"""A payment that failed, and a charge that was refused at once."""
_CALLS: Final[Mapping[str, DeclineReason]] = {
    "2553": DeclineReason.METHOD_UNAVAILABLE,
    "PY0017": DeclineReason.METHOD_UNAVAILABLE,
    "PY0019": DeclineReason.METHOD_UNAVAILABLE,
    "PY0037": DeclineReason.AMOUNT_NOT_ALLOWED,
    "PY0064": DeclineReason.METHOD_UNAVAILABLE,
}
"""A call that made nothing."""
_REFUNDS: Final[Mapping[str, RefundFailure]] = {
    "2553": RefundFailure.GATEWAY_REFUSED,
    "PY0009": RefundFailure.GATEWAY_REFUSED,
    "PY0076": RefundFailure.GATEWAY_REFUSED,
    "PY0017": RefundFailure.GATEWAY_REFUSED,
    "PY0019": RefundFailure.GATEWAY_REFUSED,
    "PY0044": RefundFailure.NOT_REFUNDABLE,
    "PY0045": RefundFailure.NOT_REFUNDABLE,
    "PY0055": RefundFailure.NOT_REFUNDABLE,
    "PY0047": RefundFailure.NOT_REFUNDABLE,
    "PY0048": RefundFailure.TOO_LARGE,
}


def code_of(problem: Json) -> str:
    """The code of a refusal; empty when there is none to read."""
    return maybe(problem, "code", most=20)


def decline_reason(code: str) -> DeclineReason:
    """Why a payment failed. That it did is certain, so a code we do not know is a no without a reason."""
    return _DECLINES.get(code, DeclineReason.UNSPECIFIED)


def refused_call(status: int, problem: Json) -> DeclineReason | None:
    """Why a call made nothing; None when that is not certain."""
    code = code_of(problem)
    if code in TROUBLE:
        return None
    if code == "2553" and "totalAmount" in str(problem.get("parameters"))[:2000]:
        return DeclineReason.AMOUNT_NOT_ALLOWED
    found = _CALLS.get(code) or _DECLINES.get(code)
    return found or (DeclineReason.METHOD_UNAVAILABLE if status in _REFUSED_KEYS else None)


def refused_refund(status: int, problem: Json) -> RefundFailure | None:
    """Why nothing went back; None when that is not certain."""
    code = code_of(problem)
    if code in TROUBLE:
        return None
    found = _REFUNDS.get(code)
    return found or (RefundFailure.GATEWAY_REFUSED if status in _REFUSED_KEYS else None)
