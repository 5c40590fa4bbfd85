"""The channels of the Philippines: amounts in centavos, how payers approve, what may be given back and kept."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """One channel. `refund` is "", "full" or "partial"; `category` as transactions call it."""

    least: int
    most: int
    category: str
    refund: str = ""
    action: str = "WEB_URL"
    saves: bool = False
    holds: bool = False


def _bank(most: int, least: int = 1) -> Channel:
    return Channel(least * 100, most * 100, "DIRECT_DEBIT")


def _counter(most: int, least: int = 50) -> Channel:
    return Channel(least * 100, most * 100, "RETAIL_OUTLET", action="PAYMENT_CODE")


def _wallet(*, saves: bool) -> Channel:
    return Channel(100, 10_000_000, "EWALLET", "partial", saves=saves)


def _debit(most: int, *, saves: bool = False) -> Channel:
    return Channel(100, most * 100, "DIRECT_DEBIT", "partial", saves=saves)


CHANNELS = {
    "CARDS": Channel(2000, 70_000_000, "CARDS", "partial", saves=True, holds=True),
    "GCASH": _wallet(saves=False),
    "PAYMAYA": _wallet(saves=True),
    "GRABPAY": _wallet(saves=True),
    "SHOPEEPAY": _wallet(saves=True),
    "QRPH": Channel(100, 5_000_000, "QR_CODE", action="QR_STRING"),
    "BILLEASE": Channel(5000, 15_000_000, "PAYLATER", "full"),
    "BPI_DIRECT_DEBIT": _debit(500_000),
    "CHINABANK_DIRECT_DEBIT": _debit(50_000),
    "RCBC_DIRECT_DEBIT": _debit(50_000),
    "UBP_DIRECT_DEBIT": _debit(100_000),
    "BPI_RECURRING": _debit(500_000, saves=True),
    "UBP_EADA": _debit(100_000, saves=True),
    "INSTAPAY_ONLINE_BANKING": _bank(35_000),
    "PESONET_ONLINE_BANKING": Channel(5_000_001, 2_000_000_000, "DIRECT_DEBIT"),
    "BDO_ONLINE_BANKING": _bank(2_000_000),
    "BOC_ONLINE_BANKING": _bank(1_000_000, 10),
    "BPI_ONLINE_BANKING": _bank(250_000),
    "CHINABANK_ONLINE_BANKING": _bank(1_000_000),
    "LANDBANK_ONLINE_BANKING": _bank(250_000),
    "MAYBANK_ONLINE_BANKING": _bank(1_000_000),
    "METROBANK_ONLINE_BANKING": _bank(2_000_000),
    "PNB_ONLINE_BANKING": _bank(1_000_000),
    "PSBANK_ONLINE_BANKING": _bank(25_000, 10),
    "RCBC_ONLINE_BANKING": _bank(1_000_000, 500),
    "ROBINSONS_BANK_ONLINE_BANKING": _bank(1_000_000, 10),
    "SECURITY_BANK_ONLINE_BANKING": _bank(500_000),
    "UNIONBANK_ONLINE_BANKING": _bank(100_000),
    "7ELEVEN": _counter(50_000),
    "7ELEVEN_CLIQQ": _counter(50_000),
    "CEBUANA": _counter(30_000),
    "CVM": _counter(30_000),
    "ECPAY": _counter(50_000, 1),
    "LBC": _counter(200_000),
    "MLHUILLIER": _counter(200_000),
    "PALAWAN": _counter(20_000),
    "RD_PAWNSHOP": _counter(20_000),
    "ROBINSONS_BILLS_PAYMENT": _counter(200_000),
    "SM_BILLS_PAYMENT": _counter(200_000),
    "USSC": _counter(20_000),
}
