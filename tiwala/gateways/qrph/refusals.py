"""Why a text is no QR Ph code that we would show."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput


class Wrong(StrEnum):
    """What is wrong with it; the first thing found."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    STRUCTURE = "structure"
    CHECKSUM = "checksum"
    NOT_QRPH = "not_qrph"
    CURRENCY = "currency"
    AMOUNT = "amount"


SENTENCES: dict[Wrong, Promise] = {
    Wrong.EMPTY: _("There is no code here."),
    Wrong.TOO_LONG: _("That is longer than a QR Ph code can be."),
    Wrong.STRUCTURE: _("That is not the whole text of a QR Ph code, or not only it. It begins with 000201."),
    Wrong.CHECKSUM: _("A letter of this code is wrong or missing: its checksum does not fit. Copy it once more."),
    Wrong.NOT_QRPH: _("That is a payment code, but none of QR Ph."),
    Wrong.CURRENCY: _("A QR Ph code asks for Philippine pesos; this one does not."),
    Wrong.AMOUNT: _("The amount in this code is not one we can use."),
}


class NotQrPh(BadInput):
    """Not a well-formed QR Ph code; `wrong` says why."""

    code, message = "not_qrph", _("That is not a QR Ph code.")

    def __init__(self, wrong: Wrong) -> None:
        self.wrong = wrong
        super().__init__(wrong=str(wrong))

    @property
    def text(self) -> str:
        """What is wrong, in the reader's language."""
        return str(SENTENCES[self.wrong])
