"""Read a QR Ph code: whose account, how much, once or again and again.

What acquirers alone know (27-02 and -04, 28-03 to -05, 88) is kept as it is and never read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from tiwala.gateways.qrph.elements import Elements, split, unseal
from tiwala.gateways.qrph.refusals import NotQrPh, Wrong
from tiwala.kit.errors import BadMoney
from tiwala.kit.money import Money

Scheme = Literal["p2p", "p2m", "p2micro"]

CURRENCY: Final = "PHP"
CURRENCY_NUMBER: Final = "608"
COUNTRY: Final = "PH"
SCHEMES: Final[dict[tuple[str, str], Scheme]] = {
    ("27", "com.p2pqrpay"): "p2p",
    ("28", "ph.ppmi.p2m"): "p2m",
    ("28", "ph.ppmi.p2micro"): "p2micro",
}
"""Where an account of QR Ph is named, and by which name."""
STATIC, DYNAMIC = "11", "12"
_ACCOUNTS: Final = [f"{tag:02d}" for tag in range(26, 52)]
_TIPS: Final = ("55", "56", "57")
_AMOUNT: Final = re.compile(r"[0-9]{1,10}(?:\.[0-9]{0,2})?")
_CATEGORY: Final = re.compile(r"[0-9]{4}")
_BANK: Final = re.compile(r"[A-Z0-9]{8,11}")


@dataclass(frozen=True, slots=True)
class Code:
    """A well-formed QR Ph code. `text` is what a picture is made of; `bank` the institution's code (as in a BIC).

    `is_dynamic`: made for one payment. `asks_tip`: the payer may be asked for more than `amount`.
    """

    text: str
    scheme: Scheme
    is_dynamic: bool
    bank: str
    name: str
    city: str
    amount: Money | None
    reference: str
    asks_tip: bool
    elements: Elements

    def pays(self, amount: Money) -> bool:
        """Whether whoever scans it pays exactly this."""
        return self.amount == amount and not self.asks_tip


def read(text: str) -> Code:
    """The code in this text. Never raises anything but NotQrPh, whatever the text is."""
    text, elements = unseal(text)
    scheme, account = _account(elements)
    if elements.get("53") != CURRENCY_NUMBER:
        raise NotQrPh(Wrong.CURRENCY)
    more = split(elements.get("62", ""))
    code = Code(
        text=text,
        scheme=scheme,
        is_dynamic=_is_dynamic(elements),
        bank=account.get("01", ""),
        name=elements.get("59", "").strip(),
        city=elements.get("60", "").strip(),
        amount=_amount(elements.get("54", "")),
        reference=more.get("05", ""),
        asks_tip=any(elements.get(tag) for tag in _TIPS),
        elements=elements,
    )
    if not (code.name and code.city and _CATEGORY.fullmatch(elements.get("52", ""))):
        raise NotQrPh(Wrong.STRUCTURE)
    return code


def _account(elements: Elements) -> tuple[Scheme, Elements]:
    """The one account of QR Ph in it: with two, it would depend on the app where the money goes."""
    found: list[tuple[Scheme, Elements]] = []
    for tag in _ACCOUNTS:
        inside = _template(elements.get(tag, ""))
        scheme = SCHEMES.get((tag, inside.get("00", "")))
        if scheme:
            found.append((scheme, inside))
    if len(found) != 1 or elements.get("58") != COUNTRY or not _BANK.fullmatch(found[0][1].get("01", "")):
        raise NotQrPh(Wrong.NOT_QRPH)
    return found[0]


def _template(value: str) -> Elements:
    """What is inside an account's element; nothing where another network has a shape of its own."""
    try:
        return split(value)
    except NotQrPh:
        return {}


def _is_dynamic(elements: Elements) -> bool:
    kind = elements.get("01") or STATIC
    if kind not in {STATIC, DYNAMIC}:
        raise NotQrPh(Wrong.STRUCTURE)
    return kind == DYNAMIC


def _amount(text: str) -> Money | None:
    """The amount, exact; None where the payer types it. Nothing is no amount."""
    if not text:
        return None
    if not _AMOUNT.fullmatch(text):
        raise NotQrPh(Wrong.AMOUNT)
    try:
        amount = Money.from_decimal(Decimal(text), CURRENCY)
    except BadMoney:
        raise NotQrPh(Wrong.AMOUNT) from None
    if amount.minor <= 0:
        raise NotQrPh(Wrong.AMOUNT)
    return amount
