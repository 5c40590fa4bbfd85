"""The words of this room: tax standing, percentage-tax regimes, payment methods by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class VatStatus(StrEnum):
    """Whether the business is registered for VAT. There is no default: somebody must say (TAX-03)."""

    VAT = "vat"
    NON_VAT = "non_vat"


class OtherTax(StrEnum):
    """What a non-VAT business pays instead (TAX-15). Empty for a VAT business."""

    NONE = ""
    PERCENTAGE = "percentage"
    EIGHT_PERCENT = "eight_percent"


TIN_WORDS = {VatStatus.VAT: "VAT REG TIN", VatStatus.NON_VAT: "NON-VAT REG TIN"}
"""Printed before the TIN on every document, in the words of the tax office; never translated."""


@dataclass(frozen=True, slots=True)
class MethodWords:
    """How a payment method is shown: its name, what the payer does, and the icon beside it."""

    name: str | Promise
    note: str | Promise
    icon: str


METHODS: dict[str, MethodWords] = {
    "card": MethodWords(_("Card"), _("Visa or Mastercard, credit or debit."), "credit-card"),
    "wallet": MethodWords(_("E-wallet"), _("Pay from your e-wallet app."), "wallet"),
    "gcash": MethodWords("GCash", _("Pay from your GCash app."), "wallet"),
    "maya": MethodWords("Maya", _("Pay from your Maya app."), "wallet"),
    "grabpay": MethodWords("GrabPay", _("Pay from your Grab app."), "wallet"),
    "shopeepay": MethodWords("ShopeePay", _("Pay from your Shopee app."), "wallet"),
    "billease": MethodWords("BillEase", _("Pay later in instalments, if BillEase agrees."), "wallet"),
    "qrph": MethodWords("QR Ph", _("Scan with any bank or e-wallet app."), "qr-code"),
    "bank": MethodWords(_("Online banking"), _("You are sent to your bank to approve it."), "landmark"),
    "bank_bpi": MethodWords("BPI", _("You are sent to your bank to approve it."), "landmark"),
    "bank_ubp": MethodWords("UnionBank", _("You are sent to your bank to approve it."), "landmark"),
    "bank_bdo": MethodWords("BDO", _("You are sent to your bank to approve it."), "landmark"),
    "bank_landbank": MethodWords("LANDBANK", _("You are sent to your bank to approve it."), "landmark"),
    "bank_metrobank": MethodWords("Metrobank", _("You are sent to your bank to approve it."), "landmark"),
    "otc": MethodWords(_("Over the counter"), _("Get a code and pay cash at a partner store."), "store"),
}
"""Methods we have words for. A method that is not here is shown by its own code."""


def method_words(code: str) -> MethodWords:
    """The words for a method; for one we do not know, its code made readable."""
    return METHODS.get(code) or MethodWords(code.replace("_", " ").capitalize(), "", "banknote")
