"""Facts → balanced ledger entries for documents. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tiwala.invoicing.totals import TaxClass
from tiwala.kit.money import Money
from tiwala.ledger.draft import EntryDraft, Leg, credit, debit, entry

SALES = {
    TaxClass.VAT: "sales",
    TaxClass.NON_VAT: "sales",
    TaxClass.ZERO_RATED: "sales_zero_rated",
    TaxClass.EXEMPT: "sales_exempt",
}


def issued(invoice_ref: str, *, currency: str, nets: dict[TaxClass, int], vat_minor: int) -> EntryDraft:
    """The customer owes the total; sales by tax class and the VAT are booked on the invoice date (TAX-12)."""
    owed = Money(sum(nets.values()) + vat_minor, currency)
    legs: list[Leg] = [credit(SALES[tax], Money(minor, currency)) for tax, minor in nets.items() if minor]
    if vat_minor:
        legs.append(credit("vat_payable", Money(vat_minor, currency)))
    return entry("invoice_issued", invoice_ref, debit("receivable", owed, invoice_ref), *legs)


@dataclass(frozen=True, slots=True)
class CreditParts:
    """A credit note's net and VAT, and how much of both together still lowers what is owed."""

    net: Money
    vat: Money
    off_owed: Money


def credited(note_ref: str, *, invoice_ref: str, customer_ref: str, parts: CreditParts) -> EntryDraft:
    """Less is owed: first off what is still open, the rest becomes the customer's credit."""
    legs = [debit("sales_returns", parts.net)] if parts.net else []
    if parts.vat:
        legs.append(debit("vat_payable", parts.vat))
    rest = parts.net + parts.vat - parts.off_owed
    if parts.off_owed:
        legs.append(credit("receivable", parts.off_owed, invoice_ref))
    if rest:
        legs.append(credit("customer_credit", rest, customer_ref))
    return entry("invoice_credited", note_ref, *legs)
