"""HitPay's words in ours. It documents no codes of declines: those below are the card network's usual ones.

A decline whose word is not here is unspecified; the decline itself is certain. Refusals of a call are told apart by
their status and by the field they name.
"""

from __future__ import annotations

from typing import Final

from tiwala.gateways.line import SERVER
from tiwala.gateways.outcomes import DeclineReason as Reason
from tiwala.gateways.outcomes import RefundFailure
from tiwala.gateways.reading import Json

BUSY: Final = 429
INVALID: Final = 422
KEYS: Final = (401, 403)
"""Their page of errors has 403 for keys; 401 is what others use."""

_DECLINES: Final[dict[str, Reason]] = {
    "authentication_required": Reason.NOT_AUTHENTICATED,
    "card_declined": Reason.BANK_REFUSED,
    "do_not_honor": Reason.BANK_REFUSED,
    "expired_card": Reason.CARD_EXPIRED,
    "fraudulent": Reason.SUSPECTED_FRAUD,
    "generic_decline": Reason.BANK_REFUSED,
    "incorrect_cvc": Reason.WRONG_DETAILS,
    "incorrect_number": Reason.WRONG_DETAILS,
    "insufficient_funds": Reason.INSUFFICIENT_FUNDS,
    "lost_card": Reason.CARD_LOST_OR_STOLEN,
    "processing_error": Reason.PROCESSING_ERROR,
    "stolen_card": Reason.CARD_LOST_OR_STOLEN,
}


def decline_reason(word: str) -> Reason:
    """Why the bank said no."""
    return _DECLINES.get(word.strip().lower().replace(" ", "_"), Reason.UNSPECIFIED)


def fields_of(problem: Json) -> tuple[str, ...]:
    """Which fields they found wrong."""
    errors = problem.get("errors")
    return tuple(str(name)[:40] for name in errors) if isinstance(errors, dict) else ()


def says_deleted(problem: Json) -> bool:
    """Whether a 404 speaks of the thing asked for; one of a wrong address or of something in between does not."""
    message = problem.get("message")
    return isinstance(message, str) and message.startswith("No query results for model")


def refused_page(status: int, problem: Json) -> Reason | None:
    """Why they opened no page, or None when that is not certain."""
    if status in KEYS:
        return Reason.METHOD_UNAVAILABLE
    if status != INVALID:
        return None
    return Reason.AMOUNT_NOT_ALLOWED if "amount" in fields_of(problem) else Reason.METHOD_UNAVAILABLE


def refused_refund(status: int, problem: Json) -> RefundFailure | None:
    """Why they gave nothing back, or None when that is not certain: only what was turned away at the door is."""
    if status in KEYS:
        return RefundFailure.GATEWAY_REFUSED
    if status != INVALID or status >= SERVER:
        return None
    fields = fields_of(problem)
    if "amount" in fields:
        return RefundFailure.TOO_LARGE
    return RefundFailure.NOT_REFUNDABLE if "payment_id" in fields else RefundFailure.GATEWAY_REFUSED
