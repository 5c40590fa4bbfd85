"""Plain values that come into invoicing from doors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from tiwala.invoicing.totals import LineFacts, VatMode
from tiwala.kit import currencies
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money

LINES_MAX, TEXT_MAX, UNIT_MAX, REASON_MAX = 200, 200, 20, 300
YEARS = (2000, 2200)


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


def check_invoice(facts: InvoiceFacts) -> InvoiceFacts:
    """The same facts with every text clean. Refuses what could not be kept, every field at once."""
    wrong: dict[str, str] = {}
    if not 1 <= len(facts.lines) <= LINES_MAX:
        wrong["lines"] = _("Write at least one line, and at most 200.")
    if not currencies.is_currency(facts.currency):
        wrong["currency"] = _("That is not a currency, such as PHP.")
    if facts.due_on is not None and not YEARS[0] <= facts.due_on.year <= YEARS[1]:
        wrong["due_on"] = _("That is not a date for a bill.")
    if len(facts.description) > TEXT_MAX:
        wrong["description"] = _("Too long.")
    for place, line in enumerate(facts.lines):
        if len(line.description) > TEXT_MAX:
            wrong[f"lines.{place}.description"] = _("Too long.")
        if len(line.unit) > UNIT_MAX:
            wrong[f"lines.{place}.unit"] = _("Too long.")
    if wrong:
        raise BadInput(fields=wrong)
    lines = tuple(replace(one, description=clean(one.description), unit=clean(one.unit)) for one in facts.lines)
    return replace(facts, description=clean(facts.description), lines=lines)


def clean(text: str) -> str:
    """One line of what a person wrote, without signs that cannot be printed or kept."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """How much less is owed, and why. `amount` includes VAT."""

    amount: Money
    reason: str
    key: str
