"""What the pay page shows of an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tiwala.invoicing.links import OpenedLink
from tiwala.invoicing.queries.open_invoices import billing_day
from tiwala.invoicing.settlement import Settlement, Standing, settlement
from tiwala.kit.db import prepared
from tiwala.ledger import chart


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
    is_being_paid: bool

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


_PAGE = """
SELECT b.owed, h.is_running, l.description, l.quantity, l.unit, l.unit_price_minor, l.discount_minor, l.tax_class,
       l.net_minor, l.vat_minor
  FROM (SELECT coalesce(sum(balance_minor), 0)::bigint AS owed FROM ledger_subject_balance
         WHERE account_code = %(account)s::text AND subject = %(ref)s::text) AS b
 CROSS JOIN (SELECT EXISTS (SELECT 1 FROM payments_attempthold WHERE target_ref = %(ref)s::text AND live)
             AS is_running) AS h
  LEFT JOIN invoicing_line AS l ON l.invoice_id = %(id)s::uuid
 ORDER BY l.position
"""


def pay_page(opened: OpenedLink) -> PayPage:
    """One statement: the lines, what the ledger says is open, and whether somebody is paying it just now."""
    asked = {"account": chart.RECEIVABLE, "ref": opened.invoice_ref, "id": opened.invoice_id}
    rows = prepared(_PAGE, asked)
    (owed, is_being_paid), today = rows[0][:2], billing_day()
    standing = Standing(opened.total_minor, owed, opened.credited_minor)
    return PayPage(
        invoice=opened,
        lines=tuple(PayLine(*row[2:]) for row in rows if row[2] is not None),
        owed_minor=max(owed, 0),
        settlement=settlement(opened.state, standing, due_on=opened.due_on, today=today),
        today=today,
        is_being_paid=is_being_paid,
    )
