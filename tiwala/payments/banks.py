"""Banks and wallets that take a transfer in the Philippines: what a payer may choose for a payback."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

WALLETS: Final[dict[str, str]] = {
    "gcash": "GCash",
    "maya": "Maya",
    "grabpay": "GrabPay",
    "shopeepay": "ShopeePay",
    "coins": "Coins.ph",
}
BANKS: Final[dict[str, str]] = {
    "aub": "Asia United Bank",
    "bdo": "BDO Unibank",
    "boc": "Bank of Commerce",
    "bpi": "Bank of the Philippine Islands (BPI)",
    "chinabank": "China Bank",
    "chinabank_savings": "China Bank Savings",
    "cimb": "CIMB Bank Philippines",
    "ctbc": "CTBC Bank",
    "dbp": "Development Bank of the Philippines",
    "eastwest": "EastWest Bank",
    "gotyme": "GoTyme Bank",
    "hsbc": "HSBC Philippines",
    "landbank": "LandBank of the Philippines",
    "maribank": "MariBank",
    "maya_bank": "Maya Bank",
    "maybank": "Maybank Philippines",
    "metrobank": "Metrobank",
    "ofbank": "Overseas Filipino Bank",
    "pbcom": "PBCOM",
    "pnb": "Philippine National Bank (PNB)",
    "psbank": "PSBank",
    "pvb": "Philippine Veterans Bank",
    "rcbc": "RCBC",
    "security_bank": "Security Bank",
    "standard_chartered": "Standard Chartered",
    "sterling": "Sterling Bank of Asia",
    "tonik": "Tonik Digital Bank",
    "ucpb_savings": "UCPB Savings Bank",
    "union_digital": "UnionDigital Bank",
    "unionbank": "UnionBank of the Philippines",
    "uno": "UNO Digital Bank",
}
TITLES: Final = WALLETS | BANKS

_BANK_NUMBER: Final = re.compile(r"\d{6,20}")
_MOBILE: Final = re.compile(r"09\d{9}")
_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account as its owner gave it: where, in whose name, which number (digits only)."""

    bank: str
    name: str
    number: str

    def __repr__(self) -> str:
        return f"BankAccount({self.bank!r})"

    @property
    def title(self) -> str:
        """What the bank is called."""
        return TITLES[self.bank]

    @property
    def masked(self) -> str:
        """The bank and the last four digits: enough to know it again, too little to use it."""
        return f"{self.title} •••• {self.number[-_SHOWN:]}"

    def as_text(self) -> str:
        """One spelling of it, for the digest."""
        return "\n".join((self.bank, " ".join(self.name.split()).casefold(), self.number))


def digits_of(number: str) -> str:
    """The number without spaces and dashes."""
    return re.sub(r"[\s-]", "", number)


def is_number(bank: str, number: str) -> bool:
    """Whether that bank could have such a number; a wallet's is a mobile number."""
    return bool((_MOBILE if bank in WALLETS else _BANK_NUMBER).fullmatch(number))
