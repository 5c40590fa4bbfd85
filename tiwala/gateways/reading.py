"""Foreign JSON read strictly, for every adapter's wire: what is not as promised is unreadable, never a guess."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from tiwala.kit.errors import Refusal
from tiwala.kit.money import Money

Json = Mapping[str, Any]

LONGEST: Final = 2000
"""Letters in any id, name or address of theirs: far more than any of them needs."""
_LAST_SECOND: Final = 253_402_300_799


class UnreadableError(Exception):
    """An answer that is not what the wire's description promises; says which part."""


def load(body: bytes) -> Json:
    """Bytes to a JSON object, numbers exact."""
    return an_object(_parsed(body))


def load_rows(body: bytes) -> Sequence[Json]:
    """Bytes to a list of JSON objects, for those who answer with a bare list."""
    return rows({"": _parsed(body)}, "")


def an_object(value: object, name: str = "an object") -> Json:
    """The value as an object."""
    if not isinstance(value, Mapping):
        raise UnreadableError(name)
    return value


def part(data: Json, *names: str) -> Json:
    """The object found by following these names; every one must be there."""
    for name in names:
        data = an_object(data.get(name), name)
    return data


def rows(data: Json, name: str = "data") -> Sequence[Json]:
    """A list of objects under this name."""
    found = data.get(name)
    if not isinstance(found, list):
        raise UnreadableError(name)
    return [an_object(row, name) for row in found]


def text(data: Json, name: str) -> str:
    """A word that must be there: visible ASCII, not empty."""
    value = data.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not (value.isascii() and value.isprintable()):
        raise UnreadableError(name)
    return value


def maybe(data: Json, name: str, *, most: int = 120) -> str:
    """A word that may be missing: at most so many letters, printable; empty when it is no word."""
    value = data.get(name)
    return "".join(letter for letter in value[:most] if letter.isprintable()) if isinstance(value, str) else ""


def minor(data: Json, name: str, currency: str) -> Money:
    """Money written as a whole number of smallest units."""
    value = data.get(name)
    if type(value) is not int:
        raise UnreadableError(name)
    return _money(lambda: Money(value, currency.upper()), name)


def major(data: Json, name: str, currency: str) -> Money:
    """Money written in pesos (or dollars): a JSON number or a text, exact to the smallest unit or unreadable."""
    value = data.get(name)
    if type(value) not in (int, Decimal, str):
        raise UnreadableError(name)
    try:
        exact = Decimal(str(value))
    except InvalidOperation as error:
        raise UnreadableError(name) from error
    if not exact.is_finite():
        raise UnreadableError(name)
    return _money(lambda: Money.from_decimal(exact, currency.upper()), name)


def instant(data: Json, name: str) -> datetime:
    """An instant in ISO 8601 with its zone."""
    try:
        found = datetime.fromisoformat(text(data, name))
    except ValueError as error:
        raise UnreadableError(name) from error
    if found.tzinfo is None:
        raise UnreadableError(name)
    return found


def unix(data: Json, name: str) -> datetime:
    """An instant in seconds since 1970."""
    value = data.get(name)
    if type(value) is not int or not 0 <= value <= _LAST_SECOND:
        raise UnreadableError(name)
    return datetime.fromtimestamp(value, UTC)


def one_line(words: str, *, most: int = 200) -> str:
    """A text of ours as APIs take it: one line, no control characters, at most so many letters."""
    return "".join(letter for letter in " ".join(words.split()) if letter.isprintable())[:most]


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("not JSON") from error


def _money(make: Any, name: str) -> Money:
    try:
        found = make()
    except Refusal as error:
        raise UnreadableError(name) from error
    assert isinstance(found, Money)
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
