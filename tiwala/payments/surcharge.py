"""A surcharge: what a payer pays for paying this way. Pure: how much is earned, the VAT in it, what of it goes back.

Rules (docs/why/surcharge.md): earned only with what the payment settles; the invoice comes first; it goes back last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

VAT_PERCENT: Final = 12
"""The rate that invoicing.totals uses; a test keeps the two the same."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some surcharge in minor units, VAT included, and the VAT in it."""

    minor: int = 0
    vat_minor: int = 0


NONE: Final = Part()


def earned(surcharge_minor: int, *, meant_minor: int, applied_minor: int, came_minor: int) -> int:
    """What of the surcharge is earned: the share of it that the payment settled of what it was meant for, rounded down.

    Never more than came beside what was applied. Money that settles nothing (paid twice) earns nothing.
    """
    if surcharge_minor <= 0 or meant_minor <= 0:
        return 0
    share = surcharge_minor * min(applied_minor, meant_minor) // meant_minor
    return max(min(share, came_minor - applied_minor), 0)


def with_vat(minor: int, *, has_vat: bool) -> Part:
    """The surcharge and the VAT inside it, halves rounded up; none for a seller who charges no VAT."""
    return Part(minor, minor - _net(minor) if has_vat else 0)


def leaving(standing: Part, *, out_minor: int, held_minor: int) -> Part:
    """What of the surcharge leaves when `out_minor` of a payment's remaining `held_minor` does: the last of it.

    The VAT leaves in proportion, and to the last centavo with the last of the surcharge.
    """
    beside = max(held_minor - standing.minor, 0)
    minor = min(max(out_minor - beside, 0), standing.minor)
    if not minor:
        return NONE
    vat_left = standing.vat_minor * (standing.minor - minor) // standing.minor
    return Part(minor, standing.vat_minor - vat_left)


def _net(minor: int) -> int:
    whole = 100 + VAT_PERCENT
    return (minor * 100 * 2 + whole) // (whole * 2)
