"""What HitPay collects by in the Philippines, by our names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tiwala.gateways.capabilities import Limit, MethodCan, MethodKind, RefundKind
from tiwala.kit.money import Money

SETTING: Final = "methods"
CURRENCY: Final = "PHP"
_NO_LIMIT_DAYS: Final = 3650
"""Where HitPay names no end: ten years are more than anybody asks for."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to pay. Amounts in pesos. `switch`: the word of the setting that switches it on; most need none."""

    code: str
    least: str
    most: str
    refund: RefundKind = "none"
    refund_days: int = 0
    kind: MethodKind = "redirect"
    switch: str = ""

    def method(self, name: str) -> MethodCan:
        """The way as a method of ours."""
        return MethodCan(
            name=name,
            kind=self.kind,
            limits=(Limit(_pesos(self.least), _pesos(self.most)),),
            refund=self.refund,
            refund_days=self.refund_days,
        )


def _pesos(text: str) -> Money:
    return Money.from_decimal(Decimal(text), CURRENCY)


_WAYS: Final[Mapping[str, Way]] = {
    "card": Way("card", "1", "1000000", "partial", _NO_LIMIT_DAYS),
    "gcash": Way("gcash", "1", "100000", "partial", 30),
    "shopeepay": Way("shopee_pay", "1", "100000", "partial", 30),
    "qrph": Way("qrph_netbank", "1", "50000", kind="qr"),
    "grabpay": Way("grabpay_direct", "1", "100000", "partial", 30, switch="grabpay"),
    "billease": Way("billease", "50", "100000", "full", 30, switch="billease"),
    "bank_instapay": Way("upay_instapay", "1", "50000", switch="upay"),
    "otc_bayad": Way("upay_bayad", "1", "50000", switch="upay"),
    "otc_ecpay": Way("upay_ecpy", "1", "50000", switch="upay"),
    "otc_palawan": Way("upay_plwn", "1", "20000", switch="upay"),
}
_NAMES: Final = {way.code: name for name, way in _WAYS.items()} | {"gcash_qr": "gcash"}


class Methods:
    """The ways of one account: the usual ones, and those that its setting switches on."""

    def __init__(self, switches: Collection[str]) -> None:
        self._ways = {name: way for name, way in _WAYS.items() if not way.switch or way.switch in switches}

    @classmethod
    def named_in(cls, setting: str) -> Methods:
        """What the setting says, beside the usual; words that switch nothing on are passed over."""
        return cls(set(re.findall(r"[a-z]+", setting.lower())))

    def code(self, name: str) -> str:
        """HitPay's code of a method of ours; empty where the account has it not."""
        return self._ways[name].code if name in self._ways else ""

    def all(self) -> tuple[MethodCan, ...]:
        """As capabilities."""
        return tuple(way.method(name) for name, way in self._ways.items())


def our_name(code: str) -> str:
    """Our name of their code; one we do not know keeps theirs."""
    return _NAMES.get(code) or code.lower()[:24]


def can_return(name: str) -> bool:
    """Whether this rail gives money back; one we know nothing of may."""
    return name not in _WAYS or _WAYS[name].refund != "none"
