"""Count, compare and split money, in whole smallest units. No float, no implicit rounding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tiwala.kit import currencies
from tiwala.kit.errors import BadMoney

LARGEST_MINOR = 9_000_000_000_000_000
"""Kept under 2**63 with room for sums; ninety trillion pesos is nobody's invoice."""

_WRITTEN = re.compile(r"[₱$€£¥]?\s*(-?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?)")
_LONGEST_WRITTEN = 40
_LONGEST_SHIFT = 60


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in whole smallest units (centavos for PHP) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("Money counts whole smallest units: an int, nothing else")
        if abs(self.minor) > LARGEST_MINOR:
            raise BadMoney(minor=self.minor)
        if not currencies.is_currency(self.currency):
            raise BadMoney(currency=self.currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read what a person wrote ("1,234.50", "₱500"). Refuses more decimals than the currency has."""
        found = _WRITTEN.fullmatch(text.strip()) if len(text) <= _LONGEST_WRITTEN else None
        if found is None or not currencies.is_currency(currency):
            raise BadMoney(currency=currency)
        return cls.from_decimal(Decimal(found[1] + found[2].replace(",", "")), currency)

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: str) -> Money:
        """Whole units to smallest units, exactly; a fraction of a smallest unit is refused, not rounded."""
        if not currencies.is_currency(currency) or not amount.is_finite():
            raise BadMoney(currency=currency)
        sign, digits, power = amount.as_tuple()
        number, shift = int("".join(map(str, digits))), int(power) + currencies.exponent(currency)
        if not number:
            return cls(0, currency)
        if abs(shift) > _LONGEST_SHIFT:
            raise BadMoney(currency=currency)
        # Counted in whole numbers: Decimal's own arithmetic would round a very long fraction away.
        minor, rest = (number * 10**shift, 0) if shift >= 0 else divmod(number, 10**-shift)
        if rest:
            raise BadMoney(currency=currency)
        return cls(-minor if sign else minor, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in whole units, exact: Money(12345, "PHP").decimal == Decimal("123.45")."""
        return Decimal(self.minor).scaleb(-currencies.exponent(self.currency))

    def as_json(self) -> dict[str, Any]:
        """The one shape money has in JSON."""
        return {"amount_minor": self.minor, "currency": self.currency}

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise TypeError(f"cannot mix {self.currency} and {other.currency}")
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __mul__(self, count: int) -> Money:
        if type(count) is not int:
            raise TypeError("Money is multiplied by whole numbers; rates go through Decimal at a named rounding")
        return Money(self.minor * count, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.currency} {self.decimal}"

    def split(self, *weights: int) -> tuple[Money, ...]:
        """Share out by whole weights, losing nothing: largest remainder first, earlier share on a tie."""
        total = sum(weights)
        if not weights or total <= 0 or min(weights) < 0:
            raise BadMoney(weights=len(weights))
        sign = -1 if self.minor < 0 else 1
        shares = [divmod(abs(self.minor) * weight, total) for weight in weights]
        left = abs(self.minor) - sum(whole for whole, _ in shares)
        by_remainder = sorted(range(len(shares)), key=lambda place: (-shares[place][1], place))
        extra = set(by_remainder[:left])
        return tuple(Money(sign * (whole + (place in extra)), self.currency) for place, (whole, _) in enumerate(shares))
