"""The acknowledgement receipt, and the paper of a refund: supplementary documents (TAX-01, TAX-02)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tiwala.business.seller import SellerBlock
from tiwala.business.words import method_words
from tiwala.invoicing.models import Receipt
from tiwala.invoicing.pdf import blocks, words
from tiwala.invoicing.pdf.paper import Column, Look, Panel, Paper, Sheet, Table

TITLES = {"receipt": "ACKNOWLEDGEMENT RECEIPT", "refund": "REFUND ACKNOWLEDGEMENT"}
"""Never "official receipt": that name no longer stands for a document of sale. Legal words: never translated."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who took the money and who paid it, as on the day."""

    seller: SellerBlock
    buyer: dict[str, str]


def receipt_paper(receipt: Receipt, parties: Parties, *, twin: bytes, look: Look) -> Paper:
    """The sheet of a receipt or a refund."""
    with translation.override(look.language):
        sheet = _sheet(receipt, parties, twin=twin, look=look)
    return Paper(sheet, twin, receipt.issued_at, look.logo, look.logo_type)


def method_name(code: str) -> str:
    """How the money came, in words."""
    known = {
        "cash": _("Cash"),
        "bank": _("Bank transfer"),
        "credit": _("Kept as credit"),
        "gateway": _("As it was paid"),
        "transfer": _("Bank transfer"),
    }
    return known.get(code) or str(method_words(code).name)


def _sheet(receipt: Receipt, parties: Parties, *, twin: bytes, look: Look) -> Sheet:
    seller, name = parties.seller, f"{receipt.number_text}.json"
    total = words.money(receipt.amount_minor, receipt.currency, language=look.language)
    is_refund = receipt.kind == "refund"
    return Sheet(
        lang=look.language,
        title=TITLES[receipt.kind],
        number=receipt.number_text,
        day=blocks.date_parts(receipt.issued_on),
        seller=blocks.seller_names(seller),
        panel=Panel(
            label=_("Given back") if is_refund else _("Received with thanks"),
            amount=total,
            line=words.long_day(receipt.issued_on, language=look.language),
            more=method_name(receipt.method),
        ),
        columns=(
            blocks.seller_column(seller),
            blocks.buyer_column(parties.buyer, _("Given back to") if is_refund else _("Received from")),
            _details(receipt, look),
        ),
        table=_table(receipt, look),
        grand=(_("Total given back") if is_refund else _("Total received"), total),
        notes=((_("Payment reference"), receipt.payment_ref),),
        legend=blocks.NOT_VALID_FOR_INPUT_TAX,
        mark=blocks.mark(seller),
        footer=blocks.footer(seller, twin_name=name, twin=twin),
        page_words=blocks.page_words(),
        twin_name=name,
        twin_words=_("The facts of this document as data"),
        accent=blocks.accent(look.colour),
    )


def _details(receipt: Receipt, look: Look) -> Column:
    pairs = (
        (_("Number"), receipt.number_text),
        (_("Date of issue"), words.day(receipt.issued_on, language=look.language)),
        (_("How it goes back") if receipt.kind == "refund" else _("Paid by"), method_name(receipt.method)),
    )
    return Column(_("Details"), "", pairs)


def _table(receipt: Receipt, look: Look) -> Table:
    def money(minor: int) -> str:
        return words.money(minor, receipt.currency, language=look.language)

    invoice = _("Invoice %(number)s")
    rows = [(invoice % {"number": share["number"]}, money(share["amount_minor"])) for share in receipt.shares]
    if receipt.credited_minor:
        rows.append((_("Kept as your credit"), money(receipt.credited_minor)))
    if receipt.surcharge_minor and receipt.kind == "receipt":
        fee = _("Fee for paying by %(method)s") % {"method": method_name(receipt.method)}
        rows.append((fee, money(receipt.surcharge_minor)))
    if receipt.surcharge_minor and receipt.kind == "refund":
        rest = receipt.amount_minor - receipt.surcharge_minor
        rows += [(_("Refund of a payment"), money(rest))] if rest else []
        rows.append((_("Fee given back"), money(receipt.surcharge_minor)))
    if not rows:
        rows.append(
            (_("Refund of a payment") if receipt.kind == "refund" else _("Payment"), money(receipt.amount_minor))
        )
    return Table((pgettext("paper", "For"), _("Amount")), (1, 0), (False, True), tuple(rows))
