"""One invoice as its customer sees it: what was billed, what came in, what is left."""

from __future__ import annotations

from dataclasses import dataclass

from tiwala.invoicing.models import CreditNote, Invoice, Line, Receipt
from tiwala.invoicing.queries.open_invoices import billing_day
from tiwala.invoicing.settlement import Settlement, Standing, settlement
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.models import Attempt, Dispute
from tiwala.payments.queries import live_attempt_for, open_disputes_about, payments_for_target


@dataclass(frozen=True, slots=True)
class Bill:
    """The page of one invoice."""

    invoice: Invoice
    lines: tuple[Line, ...]
    settlement: Settlement
    owed: Money
    credit_notes: tuple[CreditNote, ...]
    receipts: tuple[Receipt, ...]
    running: Attempt | None
    disputes: tuple[Dispute, ...]

    @property
    def is_payable(self) -> bool:
        """Whether something is left to pay, and nobody is paying it already."""
        return self.invoice.state == "issued" and self.owed.minor > 0 and self.running is None


def bill(invoice_ref: str, *, by: Actor) -> Bill:
    """One invoice this actor may see; refuses any other as if it were not there. Eight statements at most."""
    invoice = Invoice.objects.visible_to(by).by_public_id(invoice_ref)
    ref = invoice.public_id
    owed = balances.open_amount(ref)
    paid = [payment.public_id for payment in payments_for_target(ref)]
    standing = Standing(invoice.total_minor, owed, invoice.credited_minor)
    is_open = invoice.state == "issued" and owed > 0
    return Bill(
        invoice=invoice,
        lines=tuple(invoice.lines.all()),
        settlement=settlement(invoice.state, standing, due_on=invoice.due_on, today=billing_day()),
        owed=Money(max(owed, 0), invoice.currency),
        credit_notes=tuple(invoice.credit_notes.order_by("id")) if invoice.credited_minor else (),
        receipts=tuple(Receipt.objects.filter(payment_ref__in=paid).order_by("id")) if paid else (),
        running=live_attempt_for(ref) if is_open else None,
        disputes=tuple(open_disputes_about(ref)) if paid else (),
    )
