"""PayMongo's payment methods by our names, with the limits its help centre gives (gateways.md 1.3, 1.8).

What the account has switched on is PayMongo's to say; the business offers what it has.
"""

from __future__ import annotations

from typing import Final

from tiwala.gateways.capabilities import Fee, Limit, MethodCan, RefundKind
from tiwala.kit.money import Money

_LEAST_MINOR: Final = 2_000


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
"""Our name to theirs. The spelling of shopee_pay is unverified: a wrong one is refused before anything is made."""

INSTALMENTS: Final = "card_instalments"
"""A card on the same page, with the months to choose from; what it paid reads as a card there."""

OUR_NAMES: Final = {theirs: ours for ours, theirs in THEIR_NAMES.items()}

_CARD: Final = Fee(share_bp=350, fixed_minor=1_500)
_BANK: Final = Fee(share_bp=80, least_minor=1_500)
"""List prices as their page on the payment intent workflow gives them; a foreign card costs 1 % more."""


def _way(  # noqa: PLR0913 -- one row of a table
    name: str,
    largest_minor: int,
    *,
    fee: Fee | None,
    refund: RefundKind = "none",
    refund_days: int = 0,
    smallest_minor: int = _LEAST_MINOR,
) -> MethodCan:
    limits = (Limit(Money(smallest_minor, "PHP"), Money(largest_minor, "PHP")),)
    return MethodCan(name, "redirect", limits, refund=refund, refund_days=refund_days, fee=fee)


CARD_INSTALMENTS: Final = _way(
    INSTALMENTS, 999_999_999, fee=None, refund="full", refund_days=60, smallest_minor=300_000
)
"""₱3,000 at least, by the help centre. Its price is another than a plain card's, and none is published."""

METHODS: Final = (
    _way("card", 999_999_999, fee=_CARD, refund="partial", refund_days=60),
    _way("gcash", 10_000_000, fee=Fee(share_bp=250), refund="partial", refund_days=180),
    _way("maya", 10_000_000, fee=Fee(share_bp=220), refund="full", refund_days=365),
    _way("grabpay", 10_000_000, fee=Fee(share_bp=200), refund="full", refund_days=90),
    _way("shopeepay", 10_000_000, fee=None),
    _way("qrph", 5_000_000, fee=Fee(share_bp=150)),
    _way("billease", 4_000_000, fee=Fee(share_bp=150), smallest_minor=10_000),
    _way("bank_bpi", 5_000_000, fee=_BANK),
    _way("bank_ubp", 10_000_000, fee=_BANK),
    _way("bank_bdo", 5_000_000, fee=_BANK),
    _way("bank_landbank", 5_000_000, fee=_BANK),
    _way("bank_metrobank", 5_000_000, fee=_BANK),
)
"""Refunds only where a window is documented; what older pages call full only is offered in full only."""
