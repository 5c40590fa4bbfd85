"""The credit memo on paper: lowers an issued invoice, in the invoice's own proportion of VAT (TAX-14)."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from tiwala.invoicing.models import CreditNote, Invoice
from tiwala.invoicing.pdf import blocks, words
from tiwala.invoicing.pdf.paper import Column, Look, Panel, Paper, Sheet, Table

TITLE = "CREDIT MEMO"


def credit_note_paper(note: CreditNote, invoice: Invoice, *, twin: bytes, look: Look) -> Paper:
    """The sheet of a credit note. Seller and buyer are those of its invoice."""
    with translation.override(look.language):
        sheet = _sheet(note, invoice, twin=twin, look=look)
    return Paper(sheet, twin, note.issued_at, look.logo, look.logo_type)


def _sheet(note: CreditNote, invoice: Invoice, *, twin: bytes, look: Look) -> Sheet:
    seller, name = blocks.seller_of(invoice.seller), f"{note.number_text}.json"
    total = words.money(note.total_minor, note.currency, language=look.language)
    net = words.money(note.net_minor, note.currency, language=look.language)
    vat = words.money(note.vat_minor, note.currency, language=look.language)
    rows = [("Sales, net of VAT", net), ("VAT amount (12%)", vat)] if note.vat_minor else []
    return Sheet(
        lang=look.language,
        title=TITLE,
        number=note.number_text,
        day=blocks.date_parts(note.issued_on),
        seller=blocks.seller_names(seller),
        panel=Panel(
            label=_("Credited to you"),
            amount=total,
            line=_("Lowers invoice %(number)s") % {"number": invoice.number_text},
            more=words.breakable(note.reason),
        ),
        columns=(
            blocks.seller_column(seller),
            blocks.buyer_column(invoice.buyer, _("Credited to")),
            _details(note, invoice, look),
        ),
        table=Table(
            (_("Reason"), _("Invoice"), _("Invoice date"), _("Amount")),
            (1, 0, 0, 0),
            (False, False, False, True),
            (
                (
                    words.breakable(note.reason),
                    invoice.number_text,
                    words.day(invoice.issued_on, language=look.language),
                    total,
                ),
            ),
        ),
        tax={"label": "VAT breakdown", "rows": rows} if rows else {"label": "", "rows": []},
        grand=(_("Total credited"), total),
        legend=blocks.NOT_VALID_FOR_INPUT_TAX,
        mark=blocks.mark(seller),
        footer=blocks.footer(seller, twin_name=name, twin=twin),
        page_words=blocks.page_words(),
        twin_name=name,
        twin_words=_("The facts of this document as data"),
        accent=blocks.accent(look.colour),
    )


def _details(note: CreditNote, invoice: Invoice, look: Look) -> Column:
    pairs = (
        (_("Number"), note.number_text),
        (_("Date of issue"), words.day(note.issued_on, language=look.language)),
        (_("Invoice no."), invoice.number_text),
        (_("Invoice total"), words.money(invoice.total_minor, invoice.currency, language=look.language)),
    )
    return Column(_("Details"), "", pairs)
