"""What the page of one invoice shows, in words ready for its template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.console.forms.invoices import TAX_WORDS
from tiwala.invoicing.models import Line
from tiwala.invoicing.queries import InvoiceView
from tiwala.invoicing.totals import TaxClass
from tiwala.kit import clock
from tiwala.ui.templatetags.ui import short_day

PURPOSES = {
    "staff": gettext_lazy("copied by staff"),
    "letter": gettext_lazy("a letter"),
    "reminder": gettext_lazy("a reminder"),
    "pdf": gettext_lazy("the PDF's QR code"),
}
PAPERS = {
    "invoice_pdf": gettext_lazy("Invoice (PDF)"),
    "invoice_json": gettext_lazy("Invoice (JSON)"),
    "credit_note_pdf": gettext_lazy("Credit note (PDF)"),
    "credit_note_json": gettext_lazy("Credit note (JSON)"),
    "receipt_pdf": gettext_lazy("Receipt (PDF)"),
    "refund_pdf": gettext_lazy("Refund (PDF)"),
}


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A pay link as the table shows it."""

    ref: str
    purpose: str
    state: str
    made_at: datetime
    expires_at: datetime
    views: int
    last_viewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """One dot of the invoice's life, its day in words."""

    label: str
    at: str
    state: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that can be taken home."""

    owner_ref: str
    kind: str
    label: str


def steps_of(view: InvoiceView) -> list[Step]:
    """The dots."""
    return [Step(dot.label, short_day(dot.at), dot.state) for dot in view.dots]


def links_of(view: InvoiceView) -> list[LinkRow]:
    """Every link, the newest first, with what it is now."""
    now = clock.now()
    return [
        LinkRow(
            ref=link.ref,
            purpose=str(PURPOSES.get(link.made_for, link.made_for)),
            state="revoked" if link.revoked_at else "expired" if link.expires_at <= now else "live",
            made_at=link.made_at,
            expires_at=link.expires_at,
            views=link.views,
            last_viewed_at=link.last_viewed_at,
        )
        for link in view.links
    ]


def lines_of(view: InvoiceView) -> list[dict[str, object]]:
    """The lines, quantities without empty decimals and taxes in words."""
    return [_line(line) for line in view.lines]


def papers_of(view: InvoiceView) -> list[Paper]:
    """What can be downloaded: the PDF is made when it is first asked for."""
    if view.invoice.state not in ("issued", "void"):
        return []
    wanted = [(view.invoice.public_id, "invoice_pdf", ""), (view.invoice.public_id, "invoice_json", "")]
    wanted += [(note.public_id, "credit_note_pdf", note.number_text) for note in view.credit_notes]
    wanted += [
        (receipt.public_id, "receipt_pdf" if receipt.kind == "receipt" else "refund_pdf", receipt.number_text)
        for receipt in view.receipts
    ]
    return [
        Paper(owner, kind, f"{PAPERS[kind]} {number}".strip() if number else str(PAPERS[kind]))
        for owner, kind, number in wanted
    ]


def _line(line: Line) -> dict[str, object]:
    return {
        "description": line.description,
        "quantity": f"{line.quantity.normalize():f}",
        "unit": line.unit,
        "unit_price_minor": line.unit_price_minor,
        "discount_minor": line.discount_minor,
        "total_minor": line.total_minor,
        "tax": TAX_WORDS.get(TaxClass(line.tax_class), _("Other")),
    }
