"""A trained model: columns, trees, the curve to a chance. Bounds are checked when it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from tiwala.fraud.attributes import KINDS
from tiwala.fraud.errors import ModelRefused
from tiwala.fraud.facts import Known
from tiwala.fraud.learning import trees
from tiwala.fraud.learning.calibration import STEPS_MOST, Curve, chance_of
from tiwala.fraud.learning.points import parts_of, points_of
from tiwala.fraud.learning.trees import Node

KIND: Final = "tiwala.fraud.model"
TOP: Final = 99
REASONS_MOST: Final = 3
_COLUMNS_MOST: Final = 200
_LEAST_SHARE: Final = 0.1
"""A column that adds less than this to the log of the odds is no reason."""


@dataclass(frozen=True, slots=True)
class Because:
    """A column that speaks against a try, and how much it adds to the log of the odds."""

    column: str
    adds: float


@dataclass(frozen=True, slots=True)
class Scored:
    """What a model says of one try: the chance of fraud, the same from 0 to 99, and what speaks against it most."""

    chance: float
    score: int
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Trees over named columns, on top of the points. What a try lacks goes the way that was learned for it.

    `per_point` is what a point adds to the log of the odds; a model of before it knows no points.
    """

    columns: tuple[str, ...]
    base: float
    trees: tuple[Node, ...]
    curve: Curve
    per_point: float = 0.0

    def added(self, known: Known) -> float:
        """What points and trees add up to: the log of the odds before the curve."""
        row = row_of(self.columns, known)
        start = self.base + (self.per_point * points_of(known) if self.per_point else 0.0)
        return start + sum([trees.ends_at(tree, row) for tree in self.trees])

    def scored(self, known: Known) -> Scored:
        """The chance, and up to three reasons."""
        added, shares = self._asked(known)
        chance = chance_of(self.curve, added)
        return Scored(chance, min(int(chance * (TOP + 1)), TOP), tuple(_most(self.columns, shares)))

    def shares(self, known: Known) -> tuple[float, dict[str, float]]:
        """What points and trees add up to, and how much of it is of each column that was asked for."""
        added, shares = self._asked(known)
        return added, {name: share for name, share in zip(self.columns, shares, strict=True) if share}

    def _asked(self, known: Known) -> tuple[float, list[float]]:
        """The sum, and what each column's points and its questions on the way to the leaves changed."""
        row = row_of(self.columns, known)
        added, shares = self.base, [0.0] * len(self.columns)
        for point in parts_of(known) if self.per_point else ():
            added += self.per_point * point.worth
            if point.about in self.columns:
                shares[self.columns.index(point.about)] += self.per_point * point.worth
        for tree in self.trees:
            node = tree
            while node.left is not None:
                below = trees.below(node, row)
                shares[node.column] += below.value - node.value
                node = below
            added += node.value
        return added, shares


def row_of(columns: Iterable[str], known: Known) -> list[float | None]:
    """What is known in the order of the columns, as numbers; a text is missing."""
    found = (known.get(name) for name in columns)
    return [None if value is None or isinstance(value, str) else float(value) for value in found]


def _most(columns: tuple[str, ...], shares: list[float]) -> Iterable[Because]:
    order = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)[:REASONS_MOST]
    return (Because(columns[place], round(shares[place], 3)) for place in order if shares[place] >= _LEAST_SHARE)


def written(model: Model) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "kind": KIND,
        "version": 1,
        "columns": list(model.columns),
        "base": round(model.base, 6),
        "per_point": round(model.per_point, 6),
        "trees": [trees.written(tree) for tree in model.trees],
        "curve": [list(point) for point in model.curve],
    }


def read(kept: Any) -> Model:
    """The model of a JSON value; ModelRefused when it is none, asks for what no attribute is, or is too large."""
    if not isinstance(kept, dict) or (kept.get("kind"), kept.get("version")) != (KIND, 1):
        raise ModelRefused("kind")
    columns = _list(kept.get("columns"), "columns", most=_COLUMNS_MOST)
    if len(set(map(str, columns))) != len(columns) or any(
        name == "score" or KINDS.get(str(name)) in (None, "text") for name in columns
    ):
        raise ModelRefused("columns")
    found = _list(kept.get("trees"), "trees", most=trees.TREES_MOST)
    base = trees.number(kept.get("base"), most=trees.VALUE_MOST)
    grown = tuple(trees.read(tree, columns=len(columns)) for tree in found)
    curve = _curve(_list(kept.get("curve"), "curve", most=STEPS_MOST))
    return Model(tuple(columns), base, grown, curve, trees.number(kept.get("per_point", 0.0), most=1.0))


def _list(kept: Any, part: str, *, most: int) -> list[Any]:
    if not isinstance(kept, list) or len(kept) > most:
        raise ModelRefused(part)
    return kept


def _curve(kept: list[Any]) -> Curve:
    points = [_point(one) for one in kept]
    rising = all(before[0] <= after[0] and before[1] <= after[1] for before, after in pairwise(points))
    if not rising or any(chance < 0 for _, chance in points):
        raise ModelRefused("curve")
    return tuple(points)


def _point(kept: Any) -> tuple[float, float]:
    match kept:
        case [at, chance]:
            return trees.number(at, most=1e4), trees.number(chance, most=1.0)
    raise ModelRefused("curve")
