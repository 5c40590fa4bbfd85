"""Which of Maya's products an account has, and so which methods, how begun.

Checkout is the usual one. What else Maya switched on for the business is a setting of the account (`products`): what
is not named there is not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from tiwala.gateways.capabilities import Limit, MethodCan, MethodKind
from tiwala.kit.money import Money

SETTING: Final = "products"
Product = Literal["wallet", "qr", "holds", "vault"]
"""wallet: Pay with Maya. qr: Dynamic QR. holds: authorize and capture. vault: cards kept and charged later."""
REFUND_DAYS: Final = 180

CHECKOUT_PATH: Final = "/checkout/v1/checkouts"
WALLET_PATH: Final = "/payby/v2/paymaya/payments"
QR_PATH: Final = "/payments/v1/qr/payments"
OUR_NAMES: Final[Mapping[str, str]] = {"paymaya": "maya", "maya-wallet": "maya", "maya_wallet": "maya"}
"""Their types of a fund source by our names; the others are spelled alike, `-` and `_` aside."""


@dataclass(frozen=True, slots=True)
class Products:
    """What this account may use beside Checkout."""

    wallet: bool = False
    qr: bool = False
    holds: bool = False
    vault: bool = False

    @classmethod
    def named_in(cls, text: str) -> Products:
        """Read from the account's setting: "wallet, qr, vault". Words that are no product change nothing."""
        named = set(re.findall(r"[a-z]+", text.lower()[:200]))
        return cls(wallet="wallet" in named, qr="qr" in named, holds="holds" in named, vault="vault" in named)

    def path(self, method: str) -> str:
        """Where a payment by this method is begun."""
        if method == "maya" and self.wallet:
            return WALLET_PATH
        return QR_PATH if method == "qrph" and self.qr else CHECKOUT_PATH

    def methods(self) -> tuple[MethodCan, ...]:
        """What may be offered. Refunds only where a way back through the API is documented."""
        card = _refundable("card", 100, 999_999_999)
        return (
            replace(card, off_session=self.vault, manual_capture=self.holds),
            _refundable("maya", 101, 10_000_000),
            _final("qrph", 5_000_000, kind="qr" if self.qr else "redirect"),
            _final("gcash", 10_000_000),
            _final("shopeepay", 10_000_000),
        )


def our_name(kind: str) -> str:
    """A type of fund source by our name of the method."""
    return OUR_NAMES.get(kind, kind.replace("-", "_").lower())


def _refundable(name: str, smallest_minor: int, largest_minor: int) -> MethodCan:
    limits = _pesos(smallest_minor, largest_minor)
    return MethodCan(name, "redirect", limits, refund="partial", refund_days=REFUND_DAYS, same_day_void=True)


def _final(name: str, largest_minor: int, *, kind: MethodKind = "redirect") -> MethodCan:
    return MethodCan(name, kind, _pesos(100, largest_minor), refund="none", refund_days=0)


def _pesos(smallest_minor: int, largest_minor: int) -> tuple[Limit, ...]:
    return (Limit(Money(smallest_minor, "PHP"), Money(largest_minor, "PHP")),)
