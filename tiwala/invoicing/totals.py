"""Lines and tax → totals. One pure function, one stored rounding policy: every surface shows its result.

Policy `half_up_per_line_v1`: each line is rounded half-up to the smallest unit before tax, VAT is computed
and rounded half-up per line, and totals are sums of lines. VAT 12 %: net = gross / 1.12, VAT = gross - net
when prices include VAT (BIR practice, TAX-11); VAT = net x 0.12 when they do not. Zero-rated and exempt
lines carry none; a non-VAT seller's invoice has only `non_vat` lines (TAX-16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput
from tiwala.kit.money import LARGEST_MINOR

POLICY = "half_up_per_line_v1"
VAT_RATE = Decimal("0.12")
QUANTITY_END = Decimal(10) ** 10


class TaxClass(StrEnum):
    """How a line is taxed."""

    VAT = "vat"
    ZERO_RATED = "zero_rated"
    EXEMPT = "exempt"
    NON_VAT = "non_vat"


class VatMode(StrEnum):
    """Whether unit prices include VAT."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class BadLine(BadInput):
    """A line that cannot be totalled."""

    code, message = "bad_line", _("One of the lines needs another look.")


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line as written: quantity (up to 4 decimals), unit price and discount in minor units."""

    description: str
    quantity: Decimal
    unit_price_minor: int
    tax_class: TaxClass
    discount_minor: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LineTotal:
    """One line worked out, in minor units: net + vat = total."""

    net_minor: int
    vat_minor: int

    @property
    def total_minor(self) -> int:
        """What the line adds to what is owed."""
        return self.net_minor + self.vat_minor


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole invoice in minor units. total = vatable + vat + zero_rated + exempt + non_vat, always."""

    lines: tuple[LineTotal, ...]
    vatable_minor: int
    vat_minor: int
    zero_rated_minor: int
    exempt_minor: int
    non_vat_minor: int
    discount_minor: int
    policy: str = POLICY

    @property
    def total_minor(self) -> int:
        """What is owed."""
        return self.vatable_minor + self.vat_minor + self.zero_rated_minor + self.exempt_minor + self.non_vat_minor


def total(lines: Sequence[LineFacts], *, vat_mode: VatMode, is_vat_seller: bool, policy: str = POLICY) -> Totals:
    """Work out an invoice. Refuses lines that a person must look at again, saying which."""
    if policy != POLICY:
        raise BadLine(policy=policy)
    worked = tuple(
        _line(line, place, vat_mode=vat_mode, is_vat_seller=is_vat_seller) for place, line in enumerate(lines)
    )
    nets = dict.fromkeys(TaxClass, 0)
    for line, result in zip(lines, worked, strict=True):
        nets[line.tax_class] += result.net_minor
    found = Totals(
        lines=worked,
        vatable_minor=nets[TaxClass.VAT],
        vat_minor=sum(result.vat_minor for result in worked),
        zero_rated_minor=nets[TaxClass.ZERO_RATED],
        exempt_minor=nets[TaxClass.EXEMPT],
        non_vat_minor=nets[TaxClass.NON_VAT],
        discount_minor=sum(line.discount_minor for line in lines),
    )
    if found.total_minor > LARGEST_MINOR:
        raise BadLine(total="too large")
    return found


def _line(line: LineFacts, place: int, *, vat_mode: VatMode, is_vat_seller: bool) -> LineTotal:
    if is_vat_seller == (line.tax_class is TaxClass.NON_VAT):
        raise BadLine(fields={f"lines.{place}.tax_class": str(_("This does not fit how the business is taxed."))})
    if not _is_quantity(line.quantity):
        raise BadLine(fields={f"lines.{place}.quantity": str(_("Write a quantity above zero, at most four decimals."))})
    if not 0 <= line.unit_price_minor <= LARGEST_MINOR:
        raise BadLine(fields={f"lines.{place}.unit_price": str(_("Write a price from zero up."))})
    before = half_up(line.quantity * line.unit_price_minor)
    if before > LARGEST_MINOR:
        raise BadLine(fields={f"lines.{place}.unit_price": str(_("That is more than we can count."))})
    amount = before - line.discount_minor
    if amount < 0 or line.discount_minor < 0:
        raise BadLine(fields={f"lines.{place}.discount": str(_("The discount is larger than the line."))})
    if line.tax_class is not TaxClass.VAT:
        return LineTotal(amount, 0)
    if vat_mode is VatMode.INCLUSIVE:
        net = half_up(Decimal(amount) / (1 + VAT_RATE))
        return LineTotal(net, amount - net)
    return LineTotal(amount, half_up(amount * VAT_RATE))


def _is_quantity(quantity: Decimal) -> bool:
    """Above zero, below ten thousand million, at most four decimals; never NaN or infinite."""
    return quantity.is_finite() and 0 < quantity < QUANTITY_END and quantity == quantity.quantize(Decimal("0.0001"))


def half_up(amount: Decimal) -> int:
    """To the whole smallest unit, a half away from zero: the one named rounding of this policy."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
