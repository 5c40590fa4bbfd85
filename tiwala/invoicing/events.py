"""What invoicing tells others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """A document left the house and is owed."""

    NAME: ClassVar[str] = "invoicing.invoice_issued"
    VERSION: ClassVar[int] = 1
    invoice_ref: str
    customer_ref: str
    total_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class InvoiceVoided:
    """An issued invoice was taken back; it is owed no longer."""

    NAME: ClassVar[str] = "invoicing.invoice_voided"
    VERSION: ClassVar[int] = 1
    invoice_ref: str
    customer_ref: str


@dataclass(frozen=True, slots=True)
class InvoiceCredited:
    """A credit note lowered what is owed."""

    NAME: ClassVar[str] = "invoicing.invoice_credited"
    VERSION: ClassVar[int] = 1
    invoice_ref: str
    credit_note_ref: str
    customer_ref: str
    total_minor: int
    currency: str
