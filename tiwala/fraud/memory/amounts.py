"""How amounts of each size ended at this business: the peers' baseline, by currency. Pure, bounded."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

_FINE: Final = 40
"""Sizes within about two and a half per cent are one."""
_TOP: Final = 40 * _FINE
PRIOR: Final = 0.008
_WEIGHT: Final = 20
"""Before anything is known, a share is taken to be PRIOR, with the weight of so many tries."""


@dataclass(slots=True)
class Counts:
    """How many of each size; groups of sizes are counted beside, so that "as large or larger" is cheap to ask."""

    each: list[int] = field(default_factory=lambda: [0] * (_TOP + 1))
    groups: list[int] = field(default_factory=lambda: [0] * (_TOP // _FINE + 1))

    def add(self, size: int, count: int = 1) -> None:
        """So many more of a size."""
        self.each[size] += count
        self.groups[size // _FINE] += count

    def from_size(self, size: int) -> int:
        """How many are of this size or larger."""
        group = size // _FINE + 1
        return sum(self.each[size : group * _FINE]) + sum(self.groups[group:])


@dataclass(slots=True)
class Amounts:
    """Tries and known frauds of each size of amount."""

    tries: Counts = field(default_factory=Counts)
    frauds: Counts = field(default_factory=Counts)

    def remember(self, amount: int) -> None:
        """One try more of this size."""
        self.tries.add(size_of(amount))

    def learn(self, amount: int) -> None:
        """One of this size became known as fraud."""
        self.frauds.add(size_of(amount))

    def risk(self, amount: int) -> float:
        """The share of frauds among amounts of this size, leaning on all that are as large or larger."""
        size = size_of(amount)
        larger = smoothed(self.frauds.from_size(size), self.tries.from_size(size))
        return min((self.frauds.each[size] + _WEIGHT * larger) / (self.tries.each[size] + _WEIGHT), 1.0)


def size_of(amount: int) -> int:
    """Which size an amount is of."""
    return min(int(math.log(max(amount, 1)) * _FINE), _TOP)


def smoothed(frauds: int, tries: int) -> float:
    """A share of frauds that few tries do not make certain."""
    return min((frauds + PRIOR * _WEIGHT) / (tries + _WEIGHT), 1.0)


def packed(amounts: Amounts) -> dict[str, Any]:
    """The same as a JSON value: only the sizes that came."""
    return {
        name: [[size, count] for size, count in enumerate(found.each) if count]
        for name, found in (("tries", amounts.tries), ("frauds", amounts.frauds))
    }


def unpacked(kept: dict[str, Any]) -> Amounts:
    """Amounts as they were packed."""
    amounts = Amounts()
    for name, found in (("tries", amounts.tries), ("frauds", amounts.frauds)):
        for size, count in kept.get(name, ()):
            found.add(size, count)
    return amounts
