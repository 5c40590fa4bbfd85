"""What a sheet shows, as plain values: every word ready-made, every amount already written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Look:
    """How the business looks on paper, and the reader's language."""

    language: str = "en"
    colour: str = ""
    logo: bytes = b""
    logo_type: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A block of people's facts. Lines are sentences, or (name, value) pairs."""

    label: str
    name: str = ""
    lines: tuple[str | tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of a document. `widths` are shares (0 fits the words), `right` says which columns are figures."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The tinted panel with the amount, the largest thing on the sheet. `pay` stands beside the QR code."""

    label: str
    amount: str
    line: str
    more: str = ""
    pay: str = ""
    pay_more: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that templates may read (pdf/typst/paper.typ)."""

    lang: str
    title: str
    number: str
    day: tuple[int, int, int]
    seller: dict[str, str]
    panel: Panel
    columns: tuple[Column, ...]
    table: Table
    grand: tuple[str, str]
    footer: tuple[str, ...]
    page_words: str
    twin_name: str
    twin_words: str
    tax: dict[str, Any] = field(default_factory=lambda: {"label": "", "rows": []})
    sums: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    legend: str = ""
    mark: str = ""
    accent: tuple[float, float, float] = (0.45, 0.08, 195.0)
    pay_url: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet, its JSON twin to be attached, and the instant that is written into the file."""

    sheet: Sheet
    twin: bytes
    at: datetime
    logo: bytes = b""
    logo_type: str = ""
