"""The country that a postal address names as its last line; pure, from a list of names that comes with the house."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

_NAMES: Final = Path(__file__).parent / "country_names.txt"
_PARTS: Final = re.compile(r"[,;\n]|\S*\d\S*")
_MOST: Final = 500


def named_country(address: str) -> str:
    """Its ISO code, or nothing: people leave it away at home, and a word that could be a town or a state is none.

    What stands after the last comma, line or number is looked at, numbers apart: "Quezon City 1100 Philippines".
    """
    parts = [bare for part in _PARTS.split(address[-_MOST:]) if (bare := _bare(part))]
    return _codes().get(parts[-1], "") if parts else ""


@cache
def _codes() -> dict[str, str]:
    lines = _NAMES.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines)
    return {_bare(name): code for code, names in pairs for name in names.split("|")}


def _bare(text: str) -> str:
    """Without capitals, accents, signs and spaces."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if sign.isalpha())
