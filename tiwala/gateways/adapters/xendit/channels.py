"""What Xendit collects by in the Philippines, as its own table of July 2026 has it: one method of ours a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tiwala.gateways.capabilities import Limit, MethodCan, MethodKind, RefundKind
from tiwala.kit.money import Money

COUNTRY: Final = "PH"
CURRENCY: Final = "PHP"
_NO_LIMIT_DAYS: Final = 3650
"""Where Xendit names no end: ten years are more than anybody asks for."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel. Amounts in pesos as their table writes them; `settles` in days after the payment."""

    code: str
    least: str
    most: str
    settles: int
    refund: RefundKind = "none"
    refund_days: int = 0
    kind: MethodKind = "redirect"
    saves: bool = False
    holds: bool = False

    def method(self, name: str) -> MethodCan:
        """The channel as a method of ours."""
        return MethodCan(
            name=name,
            kind=self.kind,
            limits=(Limit(_pesos(self.least), _pesos(self.most)),),
            refund=self.refund,
            refund_days=self.refund_days,
            off_session=self.saves,
            manual_capture=self.holds,
            settlement_days=self.settles,
        )


def _pesos(text: str) -> Money:
    return Money.from_decimal(Decimal(text), CURRENCY)


def _wallet(code: str, refund_days: int, *, saves: bool) -> Channel:
    return Channel(code, "1", "100000", 2, "partial", refund_days, saves=saves)


def _debit(code: str, most: str, *, saves: bool = False) -> Channel:
    return Channel(code, "1", most, 1, "partial", 30, saves=saves)


def _bank(code: str, most: str, *, least: str = "1") -> Channel:
    return Channel(f"{code}_ONLINE_BANKING", least, most, 1)


def _counter(code: str, most: str, *, least: str = "50", settles: int = 2) -> Channel:
    return Channel(code, least, most, settles, kind="code")


CHANNELS: Final[Mapping[str, Channel]] = {
    "card": Channel("CARDS", "20", "700000", 5, "partial", 365, saves=True, holds=True),
    "gcash": _wallet("GCASH", 180, saves=False),
    "maya": _wallet("PAYMAYA", 365, saves=True),
    "grabpay": _wallet("GRABPAY", 365, saves=True),
    "shopeepay": _wallet("SHOPEEPAY", 90, saves=True),
    "qrph": Channel("QRPH", "1", "50000", 1, kind="qr"),
    "billease": Channel("BILLEASE", "50", "150000", 3, "full", _NO_LIMIT_DAYS),
    "debit_bpi": _debit("BPI_DIRECT_DEBIT", "500000"),
    "debit_chinabank": _debit("CHINABANK_DIRECT_DEBIT", "50000"),
    "debit_rcbc": _debit("RCBC_DIRECT_DEBIT", "50000"),
    "debit_ubp": _debit("UBP_DIRECT_DEBIT", "100000"),
    "autodebit_bpi": _debit("BPI_RECURRING", "500000", saves=True),
    "autodebit_ubp": _debit("UBP_EADA", "100000", saves=True),
    "bank_instapay": _bank("INSTAPAY", "35000"),
    "bank_pesonet": _bank("PESONET", "20000000", least="50000.01"),
    "bank_bdo": _bank("BDO", "2000000"),
    "bank_boc": _bank("BOC", "1000000", least="10"),
    "bank_bpi": _bank("BPI", "250000"),
    "bank_chinabank": _bank("CHINABANK", "1000000"),
    "bank_landbank": _bank("LANDBANK", "250000"),
    "bank_maybank": _bank("MAYBANK", "1000000"),
    "bank_metrobank": _bank("METROBANK", "2000000"),
    "bank_pnb": _bank("PNB", "1000000"),
    "bank_psbank": _bank("PSBANK", "25000", least="10"),
    "bank_rcbc": _bank("RCBC", "1000000", least="500"),
    "bank_robinsons": _bank("ROBINSONS_BANK", "1000000", least="10"),
    "bank_security": _bank("SECURITY_BANK", "500000"),
    "bank_ubp": _bank("UNIONBANK", "100000"),
    "otc_7eleven": _counter("7ELEVEN", "50000", settles=5),
    "otc_cliqq": _counter("7ELEVEN_CLIQQ", "50000", settles=5),
    "otc_cebuana": _counter("CEBUANA", "30000"),
    "otc_cvm": _counter("CVM", "30000"),
    "otc_ecpay": _counter("ECPAY", "50000", least="1"),
    "otc_lbc": _counter("LBC", "200000"),
    "otc_mlhuillier": _counter("MLHUILLIER", "200000"),
    "otc_palawan": _counter("PALAWAN", "20000"),
    "otc_rd_pawnshop": _counter("RD_PAWNSHOP", "20000"),
    "otc_robinsons": _counter("ROBINSONS_BILLS_PAYMENT", "200000"),
    "otc_sm": _counter("SM_BILLS_PAYMENT", "200000"),
    "otc_ussc": _counter("USSC", "20000"),
}
"""By our name. A channel that is not switched on in the account is refused there; do not offer its method."""

_NAMES: Final = {channel.code: name for name, channel in CHANNELS.items()}


def name_of(code: str) -> str:
    """Our name of a channel; one we do not know keeps theirs in small letters."""
    return _NAMES.get(code) or code.lower()[:24]
