"""What an invoice must carry before it may be issued (TAX-03, TAX-06 to TAX-09). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tiwala.invoicing.models import Invoice, Line

BUYER_BLOCK_FROM_MINOR = 1_000_00
"""A sale of P1,000 or more to a VAT-registered buyer names the buyer (TAX-08)."""


def missing_to_issue(
    invoice: Invoice, lines: Sequence[Line], *, seller: dict[str, str], buyer: dict[str, str]
) -> dict[str, str]:
    """Field → sentence for everything that blocks issue; empty when the invoice is whole.

    The five that cost the buyer the input tax when missing block always: amount, VAT, both names and TINs
    (the buyer's TIN where the buyer needs it), description, date (TAX-09).
    """
    wrong: dict[str, str] = {}
    if invoice.total_minor <= 0:
        wrong["total"] = _("The total must be more than zero.")
    if not lines or any(not line.description for line in lines):
        wrong["lines"] = _("Every line needs a description.")
    if not seller.get("registered_name") or not seller.get("tin") or not seller.get("vat_status"):
        wrong["seller"] = _("The business's registered name, TIN and VAT status are needed.")
    if not buyer.get("name"):
        wrong["buyer.name"] = _("The buyer's name is needed.")
    is_vat_buyer = buyer.get("tax_kind") == "vat" and invoice.total_minor >= BUYER_BLOCK_FROM_MINOR
    if invoice.wants_buyer_block or is_vat_buyer:
        for field, what in (("tin", _("The buyer's TIN is needed.")), ("address", _("The buyer's address is needed."))):
            if not buyer.get(field):
                wrong[f"buyer.{field}"] = what
    if invoice.due_on is not None and invoice.issued_on is not None and invoice.due_on < invoice.issued_on:
        wrong["due_on"] = _("The due date is before the date of issue.")
    return wrong
