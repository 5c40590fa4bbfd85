"""Why somebody did a grave thing to another's account: tidied, and cut to what a record takes."""

from __future__ import annotations

from typing import Final

from tiwala.kit.errors import BadInput

REASON_LETTERS: Final = 300


def tidy(reason: str) -> str:
    """Without stray blanks, at most 300 letters; may be empty."""
    return " ".join(reason.split())[:REASON_LETTERS]


def needed(reason: str, *, or_else: str) -> str:
    """The same, never empty: BadInput at `reason` with these words."""
    said = tidy(reason)
    if not said:
        raise BadInput(fields={"reason": or_else})
    return said
