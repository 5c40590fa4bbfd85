"""In words, how far values have moved from what taught a model. Said on pages, so it does without NumPy. Pure."""

from __future__ import annotations

MOVING, CHANGED = 0.2, 0.3
"""Population stability index: above the first look, above the second act (fraud.md 4.8)."""


def word_of(shift: float) -> str:
    """`steady`, `moving` or `changed`."""
    if shift > CHANGED:
        return "changed"
    return "moving" if shift > MOVING else "steady"
