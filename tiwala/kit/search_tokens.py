"""Names, addresses and numbers as search words: what a blind index holds, before it is made blind."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

Kind = Literal["name", "email", "phone"]

SHORTEST, LONGEST, WORDS_MAX, LAST_DIGITS = 3, 10, 16, 4
_WORD: Final = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a name: casefolded, without accents (ñ reads as n), at most sixteen."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _WORD.findall("".join(sign for sign in bare if not unicodedata.combining(sign)))[:WORDS_MAX]


def of_name(text: str) -> list[str]:
    """What to store for a name: each word's beginnings of 3 to 10 letters, and shorter words whole."""
    found: dict[str, None] = {}
    for word in words(text):
        found.update(dict.fromkeys(word[:size] for size in range(SHORTEST, min(LONGEST, len(word)) + 1)))
        found.setdefault(word[:LONGEST])
    return list(found)


def of_email(text: str) -> str:
    """What to store for an address: the whole of it, casefolded."""
    return text.strip().casefold()


def of_phone(text: str) -> list[str]:
    """What to store for a number in E.164: the whole of it, and its last four digits."""
    digits = _digits(text)
    return [digits, digits[-LAST_DIGITS:]] if len(digits) > LAST_DIGITS else [digits] if digits else []


def asked(text: str, *, kind: Kind) -> list[str]:
    """What a searcher typed, as words that must all be found. Empty when there is nothing to look for."""
    if kind == "name":
        return [word[:LONGEST] for word in words(text)]
    one = of_email(text) if kind == "email" else _digits(text)
    return [one] if one else []


def _digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())
