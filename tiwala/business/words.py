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


_AT_BANK = _("You are sent to your bank to approve it.")
_AT_COUNTER = _("Get a code and pay cash at a partner store.")
_BANKS = {
    "instapay": "InstaPay",
    "pesonet": "PESONet",
    "bdo": "BDO",
    "boc": "Bank of Commerce",
    "bpi": "BPI",
    "chinabank": "China Bank",
    "landbank": "LANDBANK",
    "maybank": "Maybank",
    "metrobank": "Metrobank",
    "pnb": "PNB",
    "psbank": "PSBank",
    "rcbc": "RCBC",
    "robinsons": "Robinsons Bank",
    "security": "Security Bank",
    "ubp": "UnionBank",
}
_COUNTERS = {
    "7eleven": "7-Eleven",
    "bayad": "Bayad",
    "cliqq": "7-Eleven CLiQQ",
    "cebuana": "Cebuana Lhuillier",
    "cvm": "CVM Pawnshop",
    "ecpay": "ECPay",
    "lbc": "LBC",
    "mlhuillier": "M Lhuillier",
    "palawan": "Palawan Pawnshop",
    "rd_pawnshop": "RD Pawnshop",
    "robinsons": "Robinsons Bills Payment",
    "sm": "SM Bills Payment",
    "ussc": "USSC",
}

METHODS: dict[str, MethodWords] = {
    "card": MethodWords(_("Card"), _("Visa or Mastercard, credit or debit."), "credit-card"),
    "card_instalments": MethodWords(
        _("Card in instalments"),
        _("With a credit card whose bank offers it; you choose the months on the next page."),
        "credit-card",
    ),
    "wallet": MethodWords(_("E-wallet"), _("Pay from your e-wallet app."), "wallet"),
    "gcash": MethodWords("GCash", _("Pay from your GCash app."), "wallet"),
    "maya": MethodWords("Maya", _("Pay from your Maya app."), "wallet"),
    "grabpay": MethodWords("GrabPay", _("Pay from your Grab app."), "wallet"),
    "shopeepay": MethodWords("ShopeePay", _("Pay from your Shopee app."), "wallet"),
    "paypal": MethodWords("PayPal", _("Pay on PayPal's page: from your PayPal balance or by card."), "wallet"),
    "billease": MethodWords("BillEase", _("Pay later in instalments, if BillEase agrees."), "wallet"),
    "qrph": MethodWords("QR Ph", _("Scan with any bank or e-wallet app."), "qr-code"),
    "bank": MethodWords(_("Online banking"), _AT_BANK, "landmark"),
    "transfer": MethodWords(_("Bank transfer"), _("You send it from your bank's or e-wallet's app."), "landmark"),
    "otc": MethodWords(_("Over the counter"), _AT_COUNTER, "store"),
    **{
        f"debit_{code}": MethodWords(f"{_BANKS[code]} direct debit", _AT_BANK, "landmark")
        for code in ("bpi", "chinabank", "rcbc", "ubp")
    },
    **{f"autodebit_{code}": MethodWords(f"{_BANKS[code]} auto-debit", _AT_BANK, "landmark") for code in ("bpi", "ubp")},
    **{f"bank_{code}": MethodWords(name, _AT_BANK, "landmark") for code, name in _BANKS.items()},
    **{f"otc_{code}": MethodWords(name, _AT_COUNTER, "store") for code, name in _COUNTERS.items()},
}
"""Methods we have words for. A method that is not here is shown by its own code."""


def method_words(code: str) -> MethodWords:
    """The words for a method; for one we do not know, its code made readable."""
    return METHODS.get(code) or MethodWords(code.replace("_", " ").capitalize(), "", "banknote")
