"""The first gate: a rule's text is cut into known pieces by one linear pass, before any parser sees it."""

from __future__ import annotations

import re
from typing import Final

from tiwala.fraud.errors import RuleRefused

LETTERS_MAX: Final = 2_000
PIECES_MAX: Final = 300
NESTED_MAX: Final = 12
_PIECE: Final = re.compile(
    r"(?P<space>[ \n]+)"
    r"|(?P<number>[0-9]{1,15}(?:\.[0-9]{1,6})?)(?![A-Za-z0-9_.])"
    r"|(?P<name>[a-z][a-z0-9_]{0,59})(?![A-Za-z0-9_])"
    r"|\"[ !#-\[\]-~]{0,100}\""  # printable ASCII without quotes and backslashes
    r"|==|!=|<=|>=|[<>+\-*/(),\[\]]",
    re.ASCII,
)
_NO_NAMES: Final = frozenset(
    ("lambda", "if", "else", "for", "while", "is", "await", "async", "yield", "def", "class", "import", "from")
)


def let_in(text: str) -> None:
    """Refuse what is too long, holds a piece the language does not know, or nests too deep. Linear in the text."""
    if len(text) > LETTERS_MAX:
        raise RuleRefused("too_long", most=LETTERS_MAX)
    place = pieces = depth = 0
    while place < len(text):
        piece = _PIECE.match(text, place)
        if piece is None:
            raise RuleRefused("unknown_sign", place=place)
        if piece.lastgroup == "name" and piece.group() in _NO_NAMES:
            raise RuleRefused("unknown_word", place=place)
        pieces += piece.lastgroup != "space"
        depth += (piece.group() in "([") - (piece.group() in ")]")
        if pieces > PIECES_MAX or depth > NESTED_MAX:
            raise RuleRefused("too_large", place=place)
        place = piece.end()
