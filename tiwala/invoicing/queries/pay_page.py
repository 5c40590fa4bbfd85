"""What the pay page shows of an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tiwala.invoicing.links import OpenedLink
from tiwala.invoicing.models import Line
from tiwala.invoicing.queries.open_invoices import billing_day
from tiwala.invoicing.settlement import Settlement, Standing, settlement
from tiwala.ledger import balances


@dataclass(frozen=True, slots=True)
class PayLine:
    """One line as people read it. Amounts are minor units, VAT included in `total_minor`."""

    description: str
    quantity: Decimal
    unit: str
    unit_price_minor: int
    discount_minor: int
    tax_class: str
    net_minor: int
    vat_minor: int

    @property
    def total_minor(self) -> int:
        """What the line adds to what is owed."""
        return self.net_minor + self.vat_minor


@dataclass(frozen=True, slots=True)
class PayPage:
    """The invoice behind a link as its page shows it: the document's figures, and what is left to pay now."""

    invoice: OpenedLink
    lines: tuple[PayLine, ...]
    owed_minor: int
    settlement: Settlement
    today: date

    @property
    def is_payable(self) -> bool:
        """Whether there is anything to pay."""
        return self.invoice.state == "issued" and self.owed_minor > 0

    @property
    def paid_minor(self) -> int:
        """What was paid or credited so far."""
        return max(self.invoice.total_minor - self.owed_minor, 0)

    @property
    def days_late(self) -> int:
        """Days since the due date; 0 when it is not overdue."""
        return max((self.today - self.invoice.due_on).days, 0) if self.is_payable else 0


def pay_page(opened: OpenedLink) -> PayPage:
    """Two statements: the lines, and what the ledger says is open."""
    columns = ("description", "quantity", "unit", "unit_price_minor", "discount_minor", "tax_class", "net_minor")
    found = Line.objects.filter(invoice_id=opened.invoice_id).order_by("position")
    lines = tuple(PayLine(*row) for row in found.values_list(*columns, "vat_minor"))
    owed, today = balances.open_amount(opened.invoice_ref), billing_day()
    standing = Standing(opened.total_minor, owed, opened.credited_minor)
    return PayPage(
        invoice=opened,
        lines=lines,
        owed_minor=max(owed, 0),
        settlement=settlement(opened.state, standing, due_on=opened.due_on, today=today),
        today=today,
    )
