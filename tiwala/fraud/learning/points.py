"""Points: readable rules over long memory, from which a model starts. They sort; they decide nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tiwala.fraud.attributes import KINDS
from tiwala.fraud.facts import Known
from tiwala.fraud.language.decide import compiled
from tiwala.fraud.language.tree import Node, read_rule


@dataclass(frozen=True, slots=True)
class Point:
    """A rule and what it is worth: ten points are about twice the odds. `about` is the attribute it is about first."""

    name: str
    text: str
    worth: int
    about: str
    rule: Node
    matches: Callable[[Known], bool]


def point(name: str, text: str, worth: int) -> Point:
    """Read one; RuleRefused when it is no rule."""
    rule = read_rule(text, KINDS)
    return Point(name, text, worth, text.split(maxsplit=1)[0], rule, compiled(rule))


POINTS: Final[tuple[Point, ...]] = (
    # An amount against what this customer is used to.
    point("amount_twice", "times_middle >= 2 and amount_z >= 2", 14),
    point("amount_above", "times_middle >= 2.25 and amount_z >= 2", 19),
    point("amount_far", "times_middle >= 2.5 and amount_z >= 2.5", 14),
    point("amount_farther", "times_middle >= 2.75 and amount_z >= 2.5", 14),
    point("amount_very_far", "times_middle >= 3 and amount_z >= 3", 16),
    point("amount_extreme", "times_middle >= 3.5 and amount_z >= 3", 25),
    point("amount_absurd", "times_middle >= 5 and amount_z >= 3", 16),
    point("above_largest", "times_most >= 1.25", 10),
    point("far_above_largest", "times_most >= 1.6", 20),
    point("again_far", "times_middle >= 2 and outliers_14d >= 1", 8),
    point("often_far", "times_middle >= 2 and outliers_14d >= 2", 14),
    point("known_far", "times_middle >= 2 and own_frauds_28d >= 1", 8),
    # Amounts of this size against how they ended at this business.
    point("amount_risky", "amount_risk >= 0.15", 35),
    point("amount_was_fraud", "amount_risk >= 0.4", 70),
    # A key that strangers share, on which frauds became known that no amount explains.
    point("key_suspect", "shared_unexplained_28d >= 1 and shared_clean_after == 0", 35),
    point("key_guilty", "shared_unexplained_28d >= 2 and shared_clean_after == 0", 30),
    point("key_guilty_now", "shared_unexplained_7d >= 2 and shared_clean_after == 0", 12),
    point(
        "key_only_frauds", "shared_unexplained_28d >= 2 and shared_clean_after == 0 and shared_streak_share >= 0.8", 8
    ),
    point("key_long_guilty", "shared_streak_d > 28 and shared_clean_after == 0", -20),
    point("key_quiet", "shared_unexplained_28d >= 1 and shared_fraud_ago_d > 12 and shared_clean_after == 0", -15),
)


def points_of(known: Known) -> int:
    """All points together."""
    return sum(one.worth for one in parts_of(known))


def parts_of(known: Known) -> list[Point]:
    """The points that a try has."""
    return [one for one in POINTS if one.matches(known)]
