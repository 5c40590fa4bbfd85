"""In words, how far values have moved, and whether scores held. Said on pages, so it does without NumPy. Pure."""

from __future__ import annotations

import math

MOVING, CHANGED = 0.2, 0.3
"""Population stability index: above the first look, above the second act (fraud.md 4.8)."""
FRAUDS_TO_COMPARE, GOODS_TO_COMPARE = 10, 100
"""Known frauds and good payments that two models must both have met before they can be compared."""
WORSE_BY = 0.01
"""Average precision on the same tries may be so much lower than that of the model that stands (fraud.md 4.8)."""
_SURE_SPREADS, _TIMES = 3.0, 1.5


def word_of(shift: float) -> str:
    """`steady`, `moving` or `changed`."""
    if shift > CHANGED:
        return "changed"
    return "moving" if shift > MOVING else "steady"


def word_of_chance(expected: float, known: int) -> str:
    """Whether as many frauds became known as scores made expect: `open`, `right`, `too_low` or `too_high`.

    Off is what chance alone hardly does (three usual distances) and what would change a decision (half as much again).
    """
    if max(expected, known) < FRAUDS_TO_COMPARE:
        return "open"
    is_far = abs(known - expected) > _SURE_SPREADS * math.sqrt(max(expected, 1.0))
    if is_far and known > _TIMES * expected:
        return "too_low"
    return "too_high" if is_far and known * _TIMES < expected else "right"


def is_worse(ours: float | None, theirs: float | None) -> bool:
    """Whether ours is surely not as good; False as long as they were not compared."""
    return ours is not None and theirs is not None and ours < theirs - WORSE_BY
