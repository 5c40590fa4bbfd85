"""Blocks that every document shares: who sells, who buys, the foot of the page (TAX-03, TAX-08, TAX-17)."""

from __future__ import annotations

import hashlib
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tiwala.business.seller import SellerBlock
from tiwala.invoicing.pdf.paper import Column
from tiwala.invoicing.pdf.words import breakable
from tiwala.ui import colour

NOT_VALID_FOR_INPUT_TAX = "THIS DOCUMENT IS NOT VALID FOR CLAIM OF INPUT TAX"
NOT_REGISTERED = "NOT REGISTERED"
VOID = "VOID"
"""Legal words: never translated."""

OUR_TEAL = "#0f6b6b"
_PAPER = (colour.Oklch(1, 0, 0), colour.Oklch(0.955, 0.018, 195))


def seller_of(kept: dict[str, str] | None) -> SellerBlock:
    """The seller as snapshot on the day of issue."""
    assert kept is not None, "what is issued knows its seller"
    return SellerBlock.from_json(kept)


def seller_names(seller: SellerBlock) -> dict[str, str]:
    """The registered name, and the name people know."""
    return {
        "name": breakable(seller.registered_name),
        "display": breakable(seller.trade_name or seller.registered_name),
    }


def seller_column(seller: SellerBlock) -> Column:
    """Who sells, with the words the tax office wants before the TIN."""
    word = _("Branch")
    branch = f"{word} {seller.branch_code} {seller.branch_name}" if seller.branch_name else ""
    lines = (seller.tin_line, seller.address, branch, seller.email, seller.phone)
    return Column(pgettext("paper", "From"), breakable(seller.registered_name), _present(lines))


def buyer_column(buyer: dict[str, str] | None, label: str) -> Column:
    """Who buys, as on the day of issue."""
    assert buyer is not None, "what is issued knows its buyer"
    tin = f"TIN {buyer['tin']}" if buyer.get("tin") else ""
    return Column(label, breakable(buyer.get("name", "")), _present((buyer.get("address", ""), tin)))


def footer(seller: SellerBlock, *, twin_name: str, twin: bytes) -> tuple[str, ...]:
    """The registration line, and the hash by which the attached data can be checked."""
    digest = hashlib.sha256(twin).hexdigest()
    attached = _("Attached data")
    return (seller.registration_line, f"{attached} {twin_name} · SHA-256 {digest}")


def mark(seller: SellerBlock) -> str:
    """The watermark until the system is registered; nothing after."""
    return "" if seller.is_registered else NOT_REGISTERED


def page_words() -> str:
    """How pages are counted, with places for the two numbers."""
    return _("Page {page} of {pages}")


def accent(text: str) -> tuple[float, float, float]:
    """The business's colour (#rrggbb, "" for ours), darkened until it reads on paper: lightness, chroma, hue."""
    given = colour.from_hex(text or OUR_TEAL)
    dark = colour.Oklch(min(given.lightness, 0.52), min(given.chroma, 0.16), given.hue)
    found = colour.readable(dark, on=_PAPER, darker=True)
    return (round(found.lightness, 4), round(found.chroma, 4), round(found.hue, 2))


def date_parts(value: date) -> tuple[int, int, int]:
    """The day that is written into the file."""
    return (value.year, value.month, value.day)


def _present(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(breakable(line) for line in lines if line.strip())
