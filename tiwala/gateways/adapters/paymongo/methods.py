"""PayMongo's payment methods by our names, with the limits its help centre gives (gateways.md 1.3, 1.8).

What the account has switched on is PayMongo's to say; the business offers what it has.
"""

from __future__ import annotations

from typing import Final

from tiwala.gateways.capabilities import Limit, MethodCan
from tiwala.kit.money import Money

_LEAST_MINOR: Final = 2_000


def _pesos(largest_minor: int, smallest_minor: int = _LEAST_MINOR) -> tuple[Limit, ...]:
    return (Limit(Money(smallest_minor, "PHP"), Money(largest_minor, "PHP")),)


THEIR_NAMES: Final = {
    "card": "card",
    "gcash": "gcash",
    "maya": "paymaya",
    "grabpay": "grab_pay",
    "shopeepay": "shopee_pay",
    "qrph": "qrph",
    "billease": "billease",
    "bank_bpi": "dob",
    "bank_ubp": "dob_ubp",
    "bank_bdo": "brankas_bdo",
    "bank_landbank": "brankas_landbank",
    "bank_metrobank": "brankas_metrobank",
}
"""Our name to theirs. Spelled otherwise than one guide says: shopee_pay and the brankas ones (unverified)."""

OUR_NAMES: Final = {theirs: ours for ours, theirs in THEIR_NAMES.items()}

METHODS: Final = (
    MethodCan("card", "redirect", _pesos(999_999_999), refund="partial", refund_days=60),
    MethodCan("gcash", "redirect", _pesos(10_000_000), refund="partial", refund_days=180),
    MethodCan("maya", "redirect", _pesos(10_000_000), refund="full", refund_days=365),
    MethodCan("grabpay", "redirect", _pesos(10_000_000), refund="full", refund_days=90),
    MethodCan("shopeepay", "redirect", _pesos(10_000_000), refund="none", refund_days=0),
    MethodCan("qrph", "redirect", _pesos(5_000_000), refund="none", refund_days=0),
    MethodCan("billease", "redirect", _pesos(4_000_000, 10_000), refund="none", refund_days=0),
    MethodCan("bank_bpi", "redirect", _pesos(5_000_000), refund="none", refund_days=0),
    MethodCan("bank_ubp", "redirect", _pesos(10_000_000), refund="none", refund_days=0),
    MethodCan("bank_bdo", "redirect", _pesos(5_000_000), refund="none", refund_days=0),
    MethodCan("bank_landbank", "redirect", _pesos(5_000_000), refund="none", refund_days=0),
    MethodCan("bank_metrobank", "redirect", _pesos(5_000_000), refund="none", refund_days=0),
)
"""Refunds only where a window is documented; what older pages call full only is offered in full only."""
