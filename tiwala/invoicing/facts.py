"""Plain values that come into invoicing from doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tiwala.invoicing.totals import LineFacts, VatMode
from tiwala.kit.money import Money


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """An invoice as a person or a shop writes it."""

    customer_ref: str
    lines: tuple[LineFacts, ...]
    due_on: date | None = None
    description: str = ""
    vat_mode: VatMode = VatMode.INCLUSIVE
    branch_code: str = ""
    currency: str = "PHP"
    wants_buyer_block: bool = False


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """How much less is owed, and why. `amount` includes VAT."""

    amount: Money
    reason: str
    key: str
