"""ISO 4217 as data: code, exponent, name. Exponents never come from Babel (13 of CLDR's differ)."""

from functools import cache, lru_cache

from iso4217 import Currency


@cache
def exponent(code: str) -> int:
    """How many decimals the currency's smallest unit stands for (ISO 4217): PHP 2, JPY 0, IQD 3."""
    digits = Currency(code).exponent
    return 0 if digits is None else int(digits)


@lru_cache(maxsize=1024)
def is_currency(code: str) -> bool:
    """Whether the three letters are an ISO 4217 code."""
    try:
        Currency(code)
    except ValueError:
        return False
    return True


@cache
def name(code: str) -> str:
    """The currency's English name."""
    return str(Currency(code).currency_name)
