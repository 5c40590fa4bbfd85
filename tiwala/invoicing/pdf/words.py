"""How amounts, dates and people's words are written on paper."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from tiwala.ui import wording

LONGEST_WORD = 26
"""Letters after which a word without a break may be broken, so that it stays in its column."""


def money(minor: int, currency: str, *, language: str) -> str:
    """The amount as it is written everywhere else: "₱1,500.00"."""
    return wording.money_words(minor, currency, language=language)


def day(value: date | None, *, language: str) -> str:
    """A date in short words, always with its year: "4 Dec 2026"."""
    return wording.short_day_words(value, language=language) if value else ""


def long_day(value: date, *, language: str) -> str:
    """A date in words with its year: "Friday, 4 December 2026"."""
    return wording.day_words(value, language=language, this_year=0)


def quantity(value: Decimal, unit: str) -> str:
    """A quantity without empty decimals, with its unit: "2.5 h"."""
    return " ".join(filter(None, (format(value.normalize(), "f"), breakable(unit))))


def breakable(text: str) -> str:
    """People's words, one line, a very long word given places where it may break."""
    clean = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
    return re.sub(rf"\S{{{LONGEST_WORD}}}(?=\S)", lambda found: f"{found[0]}\u200b", clean)
