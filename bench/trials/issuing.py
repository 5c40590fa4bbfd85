"""Issuing: a month's billing in one go, and one by one; each with number, twin, entry, record and event."""

from __future__ import annotations

from dataclasses import dataclass

from bench.asking import ask
from bench.house import House

MANY, FEW = 10_000, 200


@dataclass(frozen=True, slots=True)
class Issuing:
    """Invoices a second; `numbers` counts the different numbers given, which must be all of them."""

    many_per_s: float
    few_per_s: float
    asked: int
    numbers: int


def measure_issuing(house: House, *, many: int = MANY, few: int = FEW) -> Issuing:
    """Drafts are written beforehand and not counted."""
    found = ask(house, "issue", many, few)
    return Issuing(many / found["many_s"], few / found["few_s"], many + few, found["numbers"])
