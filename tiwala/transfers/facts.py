"""Plain values that come into this room."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.gateways import qrph
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money

REASONS: Final[dict[str, Promise]] = {
    "not_seen": gettext_lazy("We do not see this money at our bank."),
    "unreadable": gettext_lazy("We cannot read what you sent."),
    "other_account": gettext_lazy("It went to another account than ours."),
    "used_before": gettext_lazy("This transfer paid something else before."),
    "not_a_proof": gettext_lazy("What you sent shows no transfer."),
}
"""Why a proof is not accepted, in words for the payer."""
METHOD: Final = "transfer"
"""What a payment by hand is called in Payment.method."""
REFERENCE_MIN, REFERENCE_MAX = 4, 40
_WORD: Final = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account of the business's own. A number, a QR Ph code, or both.

    `takes_amount`: the business's bank says that its code may carry an amount; otherwise it is shown as it is.
    """

    bank: str
    holder: str
    number: str = ""
    qr_text: str = field(default="", repr=False)
    takes_amount: bool = False

    def checked(self) -> NewAccount:
        """The same, one line each. BadInput by name: nothing to send to, or a text that is no QR Ph code."""
        bank, holder, number = (" ".join(text.split()) for text in (self.bank, self.holder, self.number))
        wrong = {}
        if not bank or len(bank) > 60:  # noqa: PLR2004 -- as the column
            wrong["bank"] = _("Write the bank's or e-wallet's name, in at most 60 letters.")
        if not holder or len(holder) > 100:  # noqa: PLR2004 -- as the column
            wrong["holder"] = _("Write the name the account is held in, in at most 100 letters.")
        if not (number or self.qr_text.strip()) or len(number) > 40:  # noqa: PLR2004 -- as the column
            wrong["number"] = _("Write the account's number (at most 40 letters), or paste its QR Ph code.")
        code = None
        if self.qr_text.strip():
            try:
                code = qrph.read(self.qr_text)
            except qrph.NotQrPh as refused:
                wrong["qr_text"] = refused.text
            else:
                if code.amount or code.is_dynamic or code.asks_tip:
                    wrong["qr_text"] = _("This code is made for one payment. Use the one that is good for any amount.")
        if wrong:
            raise BadInput(fields=wrong)
        return NewAccount(bank, holder, number, code.text if code else "", self.takes_amount and code is not None)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came from a browser; nothing about it is believed."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """What the payer says: how much was sent, under which reference of the bank, on which day; and the file."""

    attempt_ref: str
    file: SentFile
    amount: Money
    bank_reference: str
    paid_on: date


@dataclass(frozen=True, slots=True)
class SeenFacts:
    """What a person saw at the bank. `amount` is what really came."""

    transfer_ref: str
    amount: Money
    bank_reference: str
    seen_on: date


def plain_reference(text: str) -> str:
    """A bank's reference as it is compared: letters and digits only. BadInput when nothing sensible is left."""
    found = _WORD.sub("", text.upper())
    if not REFERENCE_MIN <= len(found) <= REFERENCE_MAX:
        raise BadInput(fields={"bank_reference": _("Write the bank's reference number, 4 to 40 letters and digits.")})
    return found
