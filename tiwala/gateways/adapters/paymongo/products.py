"""What an account has beside the hosted page's usual methods; what is not named in its setting is not used.

No call to PayMongo was ever made from here, and each of these stands on less than their reference: so each is a
question that the business answers by yes when it has seen it work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from tiwala.gateways.adapters.paymongo.methods import CARD_INSTALMENTS, METHODS
from tiwala.gateways.capabilities import MethodCan

SETTING: Final = "products"
QRPH: Final = "qrph"


@dataclass(frozen=True, slots=True)
class Products:
    """`qr`: QR Ph's code on our own page, in place of theirs. `instalments`: cards over months, on theirs."""

    qr: bool = False
    instalments: bool = False

    @classmethod
    def of(cls, keys: Mapping[str, str]) -> Products:
        """Read from the account's setting, such as "qr". Words that are no product change nothing."""
        named = set(re.findall(r"[a-z]+", keys.get(SETTING, "").lower()[:200]))
        return cls(qr="qr" in named, instalments="instalments" in named)

    def methods(self) -> tuple[MethodCan, ...]:
        """What may be offered."""
        own = (replace(one, kind="qr") if self.qr and one.name == QRPH else one for one in METHODS)
        return (*own, *((CARD_INSTALMENTS,) if self.instalments else ()))
