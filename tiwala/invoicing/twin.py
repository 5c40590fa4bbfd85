"""The JSON twin of a document: every fact on the paper, in one canonical form, so that its hash means something."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tiwala.invoicing.models import CreditNote, Invoice, Line, Receipt

FORM = "tiwala.invoice.v1"


def invoice_json(invoice: Invoice, lines: Sequence[Line]) -> bytes:
    """The invoice as canonical JSON (sorted keys, no spaces, UTF-8). Amounts are minor units."""
    return canonical(
        {
            "form": FORM,
            "id": invoice.public_id,
            "number": invoice.number_text,
            "issued_on": _day(invoice.issued_on),
            "due_on": _day(invoice.due_on),
            "currency": invoice.currency,
            "description": invoice.description,
            "vat_mode": invoice.vat_mode,
            "rounding_policy": invoice.policy,
            "seller": invoice.seller,
            "buyer": invoice.buyer,
            "lines": [_line(line) for line in lines],
            "totals": {
                "vatable_sales_minor": invoice.vatable_minor,
                "vat_minor": invoice.vat_minor,
                "zero_rated_sales_minor": invoice.zero_rated_minor,
                "vat_exempt_sales_minor": invoice.exempt_minor,
                "non_vat_sales_minor": invoice.non_vat_minor,
                "discount_minor": invoice.discount_minor,
                "total_minor": invoice.total_minor,
            },
        }
    )


def credit_note_json(note: CreditNote, invoice: Invoice) -> bytes:
    """The credit note as canonical JSON."""
    return canonical(
        {
            "form": "tiwala.credit_note.v1",
            "id": note.public_id,
            "number": note.number_text,
            "issued_on": _day(note.issued_on),
            "invoice": {"id": invoice.public_id, "number": invoice.number_text, "issued_on": _day(invoice.issued_on)},
            "currency": note.currency,
            "reason": note.reason,
            "seller": invoice.seller,
            "buyer": invoice.buyer,
            "totals": {"net_minor": note.net_minor, "vat_minor": note.vat_minor, "total_minor": note.total_minor},
        }
    )


def receipt_json(receipt: Receipt, *, seller: dict[str, str], buyer: dict[str, str]) -> bytes:
    """The receipt, or the refund's paper, as canonical JSON."""
    return canonical(
        {
            "form": f"tiwala.{receipt.kind}.v1",
            "id": receipt.public_id,
            "number": receipt.number_text,
            "issued_on": _day(receipt.issued_on),
            "payment": receipt.payment_ref,
            "source": receipt.source_ref,
            "method": receipt.method,
            "currency": receipt.currency,
            "amount_minor": receipt.amount_minor,
            "credited_minor": receipt.credited_minor,
            "invoices": receipt.shares,
            "seller": seller,
            "buyer": buyer,
        }
        | ({"surcharge_minor": receipt.surcharge_minor} if receipt.surcharge_minor else {})
    )


def canonical(facts: dict[str, Any]) -> bytes:
    """One spelling for one set of facts."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _line(line: Line) -> dict[str, Any]:
    return {
        "description": line.description,
        "quantity": format(line.quantity.normalize(), "f"),
        "unit": line.unit,
        "unit_price_minor": line.unit_price_minor,
        "discount_minor": line.discount_minor,
        "tax_class": line.tax_class,
        "net_minor": line.net_minor,
        "vat_minor": line.vat_minor,
        "total_minor": line.total_minor,
    }


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
