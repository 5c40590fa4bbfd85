"""Amounts and dates in the reader's language, pure: Babel's words, ISO 4217's exponents."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import NumberPattern, get_currency_symbol, parse_pattern

from tiwala.kit.currencies import exponent

LOCALES = {"en": "en_PH", "fil": "fil_PH"}
DAY_PATTERNS = {"en": "EEEE, d MMMM", "fil": "EEEE, d MMMM"}
SHORT_PATTERNS = {"en": "d MMM y", "fil": "d MMM y"}


def locale_for(language: str) -> Locale:
    """The locale of a language code of ours; anything unknown reads English."""
    return _locale(LOCALES.get(language.partition("-")[0], "en_PH"))


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@cache
def _pattern(name: str, digits: int) -> NumberPattern:
    pattern = parse_pattern(_locale(name).currency_formats["standard"].pattern)
    pattern.frac_prec = (digits, digits)
    return pattern


@lru_cache(4096)  # a page says the same sum several times, a list the same price on every row
def money_words(minor: int, currency: str, *, language: str) -> str:
    """Say that 150000 PHP is "₱1,500.00"; as many decimals as ISO 4217 gives the currency, whatever CLDR thinks."""
    locale, digits = locale_for(language), exponent(currency)
    value = Decimal(minor).scaleb(-digits)
    return str(_pattern(str(locale), digits).apply(value, locale, currency=currency, currency_digits=False))


def currency_sign(currency: str, *, language: str) -> str:
    """The sign a reader knows: "₱"."""
    return get_currency_symbol(currency, locale_for(language))


@lru_cache(1024)
def day_words(day: date, *, language: str, this_year: int) -> str:
    """Say "Friday, 4 December", with the year when it is not this one."""
    pattern = DAY_PATTERNS.get(language, DAY_PATTERNS["en"])
    if day.year != this_year:
        pattern += " y"
    return format_date(day, pattern, locale=locale_for(language))


@lru_cache(1024)
def short_day_words(day: date, *, language: str) -> str:
    """Say "4 Dec 2026", for tables."""
    return format_date(day, SHORT_PATTERNS.get(language, SHORT_PATTERNS["en"]), locale=locale_for(language))


def instant_words(at: datetime, *, language: str, zone: ZoneInfo, this_year: int) -> str:
    """Say "Friday, 4 December, 3:05 PM" in the business's zone."""
    local = at.astimezone(zone)
    clock = format_time(local, "h:mm a", tzinfo=zone, locale=locale_for(language))
    return f"{day_words(local.date(), language=language, this_year=this_year)}, {clock}"


def ago_words(gap: timedelta, *, language: str) -> str:
    """Say "2 hours ago" or "in 3 days"; gap is that instant minus now, so the past is negative."""
    return format_timedelta(gap, add_direction=True, locale=locale_for(language))
