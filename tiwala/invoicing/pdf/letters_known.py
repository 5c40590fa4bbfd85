"""Which signs our fonts can print. An archivable PDF refuses any other, and then there would be no paper at all."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
STAND_IN: Final = "?"
_UNSEEN: Final = frozenset({"Cc", "Cf"})
_GROUPED: Final = 12
"""The format of the table that covers all of Unicode."""


def printed(text: str) -> str:
    """The text with a question mark for each sign that no font of ours has; the JSON twin keeps the real one."""
    return "".join(sign if _is_known(sign) else STAND_IN for sign in text)


def _is_known(sign: str) -> bool:
    return sign.isascii() or ord(sign) in known() or unicodedata.category(sign) in _UNSEEN


@cache
def known() -> frozenset[int]:
    """Every code point that all of our fonts have."""
    fonts = [frozenset(_code_points(font.read_bytes())) for font in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*fonts)


def _code_points(font: bytes) -> Iterator[int]:
    """The font's own table of signs (OpenType `cmap`, format 12)."""
    tables = (font[at : at + 16] for at in range(12, 12 + 16 * _number(font, 4), 16))
    cmap = next(_long(row, 8) for row in tables if row[:4] == b"cmap")
    places = [cmap + _long(font, cmap + 8 + 8 * row) for row in range(_number(font, cmap + 2))]
    grouped = next(at for at in places if _number(font, at) == _GROUPED)
    for group in range(_long(font, grouped + 12)):
        first, last, _glyph = struct.unpack_from(">III", font, grouped + 16 + 12 * group)
        yield from range(first, last + 1)


def _number(data: bytes, at: int) -> int:
    return int(struct.unpack_from(">H", data, at)[0])


def _long(data: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", data, at)[0])
