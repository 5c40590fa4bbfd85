"""The invoice on paper: the principal document (TAX-01 to TAX-09, TAX-16, TAX-17)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from tiwala.business.seller import SellerBlock
from tiwala.invoicing.models import Invoice, Line
from tiwala.invoicing.pdf import blocks, words
from tiwala.invoicing.pdf.paper import Column, Look, Panel, Paper, Sheet, Table
from tiwala.invoicing.totals import TaxClass, VatMode

TITLE = "INVOICE"
PROMINENT = {"exempt_minor": "VAT-EXEMPT SALE", "zero_rated_minor": "ZERO-RATED SALE"}
"""Shown in a box when the invoice has any (TAX-07). Legal words: never translated."""

TAX_WORDS = {TaxClass.VAT: "VAT 12%", TaxClass.ZERO_RATED: "Zero-rated", TaxClass.EXEMPT: "VAT-exempt"}


def invoice_paper(invoice: Invoice, lines: Sequence[Line], *, twin: bytes, look: Look, pay_url: str = "") -> Paper:
    """The sheet of an issued invoice, in its reader's language. Legal words stay as the tax office writes them."""
    with translation.override(look.language):
        sheet = _sheet(invoice, lines, twin=twin, look=look, pay_url=pay_url)
    assert invoice.issued_at is not None
    return Paper(sheet, twin, invoice.issued_at, look.logo, look.logo_type)


def _sheet(invoice: Invoice, lines: Sequence[Line], *, twin: bytes, look: Look, pay_url: str) -> Sheet:
    assert invoice.issued_on is not None
    assert invoice.due_on is not None
    seller, name = blocks.seller_of(invoice.seller), f"{invoice.number_text}.json"
    total = _money(invoice, look, invoice.total_minor)
    return Sheet(
        lang=look.language,
        title=TITLE,
        number=invoice.number_text,
        day=blocks.date_parts(invoice.issued_on),
        seller=blocks.seller_names(seller),
        notices=tuple(text for column, text in PROMINENT.items() if getattr(invoice, column)),
        panel=Panel(
            label=_("Amount due"),
            amount=total,
            line=_("Due %(day)s") % {"day": words.long_day(invoice.due_on, language=look.language)},
            more=words.breakable(invoice.description),
            pay=_("Scan or tap to pay") if pay_url else "",
            pay_more=_("Opens this invoice on our page. No account needed.") if pay_url else "",
        ),
        columns=(
            blocks.seller_column(seller),
            blocks.buyer_column(invoice.buyer, _("Billed to")),
            _details(invoice, seller, look),
        ),
        table=_table(invoice, lines, look),
        tax=_tax(invoice, look) if seller.may_charge_vat else {"label": "", "rows": []},
        sums=_sums(invoice, lines, look),
        grand=(_("Total amount due"), total),
        legend="" if seller.may_charge_vat else blocks.NOT_VALID_FOR_INPUT_TAX,
        mark=blocks.VOID if invoice.state == "void" else blocks.mark(seller),
        footer=blocks.footer(seller, twin_name=name, twin=twin),
        page_words=blocks.page_words(),
        twin_name=name,
        twin_words=_("The facts of this invoice as data"),
        accent=blocks.accent(look.colour),
        pay_url=pay_url,
    )


def _money(invoice: Invoice, look: Look, minor: int) -> str:
    return words.money(minor, invoice.currency, language=look.language)


def _details(invoice: Invoice, seller: SellerBlock, look: Look) -> Column:
    assert invoice.issued_on is not None
    assert invoice.due_on is not None
    days = (invoice.due_on - invoice.issued_on).days
    terms = translation.ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    pairs = (
        (_("Invoice no."), invoice.number_text),
        (_("Date of issue"), words.day(invoice.issued_on, language=look.language)),
        (_("Due date"), words.day(invoice.due_on, language=look.language)),
        (_("Terms"), terms if days else _("On receipt")),
        (_("Branch"), seller.branch_code),
        (_("Currency"), invoice.currency),
    )
    return Column(_("Details"), "", pairs)


def _table(invoice: Invoice, lines: Sequence[Line], look: Look) -> Table:
    has_tax = any(line.tax_class != TaxClass.NON_VAT for line in lines)
    head = ("#", _("Description"), _("Quantity"), _("Unit price"), *(("Tax",) if has_tax else ()), _("Amount"))
    rows = []
    for place, line in enumerate(lines, 1):
        tax = (TAX_WORDS[TaxClass(line.tax_class)],) if has_tax else ()
        price, amount = _money(invoice, look, line.unit_price_minor), _money(invoice, look, _shown(invoice, line))
        quantity = words.quantity(line.quantity, line.unit)
        rows.append((str(place), _described(invoice, line, look), quantity, price, *tax, amount))
    tax_width, tax_side = ((0,), (False,)) if has_tax else ((), ())
    return Table(head, (0, 1, 0, 0, *tax_width, 0), (False, False, True, True, *tax_side, True), tuple(rows))


def _described(invoice: Invoice, line: Line, look: Look) -> str:
    text = words.breakable(line.description)
    if not line.discount_minor:
        return text
    less = _("less discount %(amount)s") % {"amount": _money(invoice, look, line.discount_minor)}
    return f"{text}\n{less}"


def _shown(invoice: Invoice, line: Line) -> int:
    """A line's amount stands as its price does: with VAT inside, or before VAT is added below."""
    return line.net_minor if invoice.vat_mode == VatMode.EXCLUSIVE else line.total_minor


def _sums(invoice: Invoice, lines: Sequence[Line], look: Look) -> tuple[tuple[str, str], ...]:
    rows = []
    if invoice.discount_minor:
        rows.append((_("Discounts, already taken off"), _money(invoice, look, invoice.discount_minor)))
    if invoice.vat_minor and invoice.vat_mode == VatMode.EXCLUSIVE:
        rows.append((_("Before VAT"), _money(invoice, look, sum(line.net_minor for line in lines))))
        rows.append((_("VAT (12%)"), _money(invoice, look, invoice.vat_minor)))
    elif invoice.vat_minor:
        rows.append((_("Prices include VAT of"), _money(invoice, look, invoice.vat_minor)))
    return tuple(rows)


def _tax(invoice: Invoice, look: Look) -> dict[str, object]:
    """The breakdown the tax office wants, in its own words (TAX-07)."""
    rows = (
        ("VATable sales", invoice.vatable_minor),
        ("VAT-exempt sales", invoice.exempt_minor),
        ("Zero-rated sales", invoice.zero_rated_minor),
        ("VAT amount (12%)", invoice.vat_minor),
        ("Total amount payable", invoice.total_minor),
    )
    return {"label": "VAT breakdown", "rows": [(name, _money(invoice, look, minor)) for name, minor in rows]}
