"""Our fifteen reasons in words for the payer: what happened, whether money moved, what to do next.

Reasons that would help a thief (lost, stolen, suspected) read like a plain refusal by the bank.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.gateways.outcomes import DeclineReason, RefundFailure

__all__ = ["DeclineReason", "Telling", "refund_failure_text", "tell"]


_NOTHING_TAKEN = _("No money was taken.")


@dataclass(frozen=True, slots=True)
class Telling:
    """Three short sentences for the payer, in the reader's language when shown."""

    what: str | Promise
    next_step: str | Promise
    money: str | Promise = _NOTHING_TAKEN

    @property
    def text(self) -> str:
        """All three in one paragraph."""
        return f"{self.what} {self.money} {self.next_step}"


_OTHER_WAY = _("Please try another card or another way to pay.")
_ASK_BANK = _("Please ask your bank, or pay another way.")
_LATER = _("Please wait a few minutes and try again, or pay another way.")
_BANK_SAID_NO = Telling(_("Your bank did not approve this payment."), _ASK_BANK)

_TELLINGS: dict[DeclineReason, Telling] = {
    DeclineReason.INSUFFICIENT_FUNDS: Telling(
        _("There is not enough money in this account or card."), _("Add money and try again, or pay another way.")
    ),
    DeclineReason.CARD_EXPIRED: Telling(_("This card has expired."), _OTHER_WAY),
    DeclineReason.CARD_LOST_OR_STOLEN: _BANK_SAID_NO,
    DeclineReason.WRONG_DETAILS: Telling(
        _("Some of the card or account details are not right."), _("Please check them and try again.")
    ),
    DeclineReason.NOT_AUTHENTICATED: Telling(
        _("Your bank could not confirm that it was you."), _("Please try again and finish your bank's check.")
    ),
    DeclineReason.BANK_REFUSED: _BANK_SAID_NO,
    DeclineReason.OVER_LIMIT: Telling(
        _("This payment is over the limit of your card or account."),
        _("Please ask your bank to raise the limit, or pay another way."),
    ),
    DeclineReason.SUSPECTED_FRAUD: _BANK_SAID_NO,
    DeclineReason.PROCESSING_ERROR: Telling(_("Something went wrong on the way to your bank."), _LATER),
    DeclineReason.PAYER_REFUSED: Telling(
        _("The payment was called off before it was finished."), _("You can start again whenever you like.")
    ),
    DeclineReason.BANK_UNAVAILABLE: Telling(_("Your bank or wallet could not be reached."), _LATER),
    DeclineReason.ACCOUNT_CLOSED: Telling(_("This card or account can no longer be used."), _OTHER_WAY),
    DeclineReason.METHOD_UNAVAILABLE: Telling(
        _("This way to pay is not available right now."), _("Please choose another way to pay.")
    ),
    DeclineReason.AMOUNT_NOT_ALLOWED: Telling(
        _("This amount cannot be paid this way."), _("Please choose another amount or another way to pay.")
    ),
    DeclineReason.UNSPECIFIED: Telling(_("The payment did not go through."), _LATER),
}

_REFUND_TEXTS: dict[RefundFailure, str | Promise] = {
    RefundFailure.TOO_LARGE: _("The gateway says that less than this is left to give back."),
    RefundFailure.NOT_REFUNDABLE: _("The gateway says that this payment can no longer be given back."),
    RefundFailure.BANK_REFUSED: _("The payer's bank did not take the money back."),
    RefundFailure.GATEWAY_REFUSED: _("The gateway refused the refund."),
}


def tell(reason: DeclineReason | str) -> Telling:
    """What to tell the payer; a reason we do not know reads as the unspecified one."""
    try:
        return _TELLINGS[DeclineReason(reason)]
    except ValueError:
        return _TELLINGS[DeclineReason.UNSPECIFIED]


def refund_failure_text(reason: RefundFailure | str) -> str:
    """What to tell staff when money did not go back."""
    try:
        return str(_REFUND_TEXTS[RefundFailure(reason)])
    except ValueError:
        return str(_REFUND_TEXTS[RefundFailure.GATEWAY_REFUSED])
