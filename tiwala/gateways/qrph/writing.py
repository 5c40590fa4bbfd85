"""Write a QR Ph code, and put an amount into one that has none.

Acquirers give out accounts and codes. What is written here is for tests, for trials, and for a business whose bank
takes its own code with an amount in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tiwala.gateways.qrph.code import (
    COUNTRY,
    CURRENCY,
    CURRENCY_NUMBER,
    DYNAMIC,
    SCHEMES,
    STATIC,
    Code,
    Scheme,
    read,
)
from tiwala.gateways.qrph.elements import Elements, join, seal, split
from tiwala.gateways.qrph.refusals import NotQrPh, Wrong
from tiwala.kit.money import Money

NAME_MAX: Final = 25
CITY_MAX: Final = 15
REFERENCE_MAX: Final = 25
_MORE_OF: Final = "ph.ppmi.qrph"


@dataclass(frozen=True, slots=True)
class NewCode:
    """What a code is made of. `account` are the elements of its account after the scheme's name (01 the bank).

    With an `amount` it is dynamic, made for one payment. `further` are elements taken as they are, such as 88.
    """

    scheme: Scheme
    account: Mapping[str, str]
    name: str
    city: str
    category: str
    amount: Money | None = None
    reference: str = ""
    further: Mapping[str, str] = field(default_factory=dict)


def write(new: NewCode) -> Code:
    """The code, read back as any other. Refuses what no code can hold: NotQrPh."""
    if len(new.name) > NAME_MAX or len(new.city) > CITY_MAX:
        raise NotQrPh(Wrong.TOO_LONG)
    tag, name = next(key for key, scheme in SCHEMES.items() if scheme == new.scheme)
    elements = {
        **new.further,
        "00": "01",
        "01": STATIC,
        tag: join([("00", name), *sorted(new.account.items())]),
        "52": new.category,
        "53": CURRENCY_NUMBER,
        "58": COUNTRY,
        "59": new.name,
        "60": new.city,
    }
    return read(seal(elements if new.amount is None else _asking(elements, new.amount, new.reference)))


def with_amount(code: Code, amount: Money, *, reference: str = "") -> Code:
    """The same account asking for this amount once. Refuses a code that has an amount of its own, or asks for a tip."""
    if code.amount is not None or code.asks_tip:
        raise NotQrPh(Wrong.AMOUNT)
    return read(seal(_asking(code.elements, amount, reference)))


def _asking(elements: Elements, amount: Money, reference: str) -> Elements:
    if amount.currency != CURRENCY or amount.minor <= 0:
        raise NotQrPh(Wrong.AMOUNT)
    if len(reference) > REFERENCE_MAX or not reference.isascii():
        raise NotQrPh(Wrong.TOO_LONG)
    asking = {**elements, "01": DYNAMIC, "54": f"{amount.decimal:.2f}"}
    if reference:
        more = split(elements.get("62", "")) or {"00": _MORE_OF}
        asking["62"] = join(sorted({**more, "05": reference}.items()))
    return asking
