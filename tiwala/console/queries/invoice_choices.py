"""The open invoices of a customer as a form offers them."""

from __future__ import annotations

from tiwala.invoicing.queries import due_for
from tiwala.ui.templatetags.ui import money


def invoice_choices(customer_ref: str, *, currency: str) -> list[tuple[str, str]]:
    """Reference and words ("INV-1 · ₱1,500.00") of what is open in this currency, oldest due first."""
    return [
        (one.ref, f"{one.number} · {money(one.owed_minor, one.currency)}")
        for one in due_for(customer_ref).invoices
        if one.currency == currency
    ]
