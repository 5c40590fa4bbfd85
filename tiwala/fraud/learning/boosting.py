"""Boosted trees of the logistic loss, trained in NumPy: small, seeded, and nothing but numbers comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tiwala.fraud.learning.trees import Node

Floats = NDArray[np.float64]
Bins = NDArray[np.uint8]
_BINS: Final = 64
_MISSING: Final = _BINS - 1
"""The last bin holds what is missing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How trees grow. Few positives: shallow, slow, and with every leaf leaning on zero."""

    rounds: int = 150
    depth: int = 4
    rate: float = 0.08
    lean: float = 5.0
    least_weight: float = 3.0
    columns: float = 0.5
    rows: float = 0.7
    seed: int = 5


@dataclass(frozen=True, slots=True)
class _Split:
    column: int
    bin: int
    missing_left: bool


@dataclass(frozen=True, slots=True)
class _Binned:
    """Every column cut at its own quantiles."""

    bins: Bins
    cuts: list[Floats]


def grow(
    values: Floats, is_fraud: NDArray[np.bool_], weights: Floats, settings: Settings, start: Floats | None = None
) -> tuple[float, list[Node]]:
    """The base and the trees, whose leaves add up to the log of the odds. Rows by columns; what is missing is NaN.

    `start` is what each row's log of the odds is taken to be beforehand, but for the base.
    """
    chance = np.random.default_rng(settings.seed)
    binned = _binned(values)
    start = np.zeros(len(values)) if start is None else start
    base = even_base(start, is_fraud, weights)
    raw = base + start
    trees = []
    for _ in range(settings.rounds):
        sure = 1 / (1 + np.exp(-raw))
        slope, bend = weights * (sure - is_fraud), weights * sure * (1 - sure)
        taken = np.flatnonzero(chance.random(len(values)) < settings.rows)
        width = max(1, round(values.shape[1] * settings.columns))
        columns = np.sort(chance.choice(values.shape[1], width, replace=False))
        grower = _Grower(binned, slope, bend, columns, settings)
        trees.append(grower.node(taken, 0))
        raw += predicted(trees[-1], values)
    return base, trees


def even_base(start: Floats, is_fraud: NDArray[np.bool_], weights: Floats) -> float:
    """What must be added to the start everywhere, so that as many frauds are expected as there were."""
    share = float(np.average(is_fraud, weights=weights))
    low, high = np.log(share / (1 - share)) - start.max(), np.log(share / (1 - share)) - start.min()
    for _ in range(40):
        middle = (low + high) / 2
        expected = float(np.average(1 / (1 + np.exp(-(middle + start))), weights=weights))
        low, high = (middle, high) if expected < share else (low, middle)
    return float((low + high) / 2)


def predicted(tree: Node, values: Floats) -> Floats:
    """What one tree adds to each row."""
    out = np.empty(len(values))
    waiting = [(tree, np.arange(len(values)))]
    while waiting:
        node, rows = waiting.pop()
        if node.left is None or node.right is None:
            out[rows] = node.value
            continue
        column = values[rows, node.column]
        left = np.where(np.isnan(column), node.missing_left, column <= node.at)
        waiting += [(node.left, rows[left]), (node.right, rows[~left])]
    return out


def _binned(values: Floats) -> _Binned:
    bins = np.empty(values.shape, np.uint8, order="F")
    cuts = []
    for column in range(values.shape[1]):
        found = values[:, column]
        known = found[~np.isnan(found)]
        marks = np.unique(np.quantile(known, np.linspace(0, 1, _MISSING + 1)[1:-1])) if len(known) else np.zeros(0)
        cuts.append(_with_tail(marks, known))
        bins[:, column] = np.where(np.isnan(found), _MISSING, np.searchsorted(cuts[-1], found, side="left"))
    return _Binned(bins, cuts)


def _with_tail(marks: Floats, known: Floats) -> Floats:
    """Rare large values must be told apart, too: a third of the cuts divides the top two per cent."""
    if len(known) < _BINS:
        return marks[: _MISSING - 1]
    top = np.quantile(known, np.linspace(0.98, 0.9995, _MISSING // 3))
    low = np.quantile(known, np.linspace(0, 0.98, _MISSING - 1 - len(top)))
    cuts: Floats = np.unique(np.concatenate([low, top]))
    return cuts


@dataclass(frozen=True, slots=True)
class _Grower:
    """One tree over the rows that were drawn."""

    binned: _Binned
    slope: Floats
    bend: Floats
    columns: NDArray[np.intp]
    settings: Settings

    def node(self, rows: NDArray[np.intp], depth: int) -> Node:
        """The node of these rows, with all below it."""
        slope, bend = self.slope[rows], self.bend[rows]
        value = -self.settings.rate * float(slope.sum()) / (float(bend.sum()) + self.settings.lean)
        split = self._best(rows, slope, bend) if depth < self.settings.depth else None
        if split is None:
            return Node(value)
        bins = self.binned.bins[rows, split.column]
        left = np.where(bins == _MISSING, split.missing_left, bins <= split.bin)
        return Node(
            value,
            split.column,
            float(self.binned.cuts[split.column][split.bin]),
            split.missing_left,
            self.node(rows[left], depth + 1),
            self.node(rows[~left], depth + 1),
        )

    def _best(self, rows: NDArray[np.intp], slope: Floats, bend: Floats) -> _Split | None:
        lean, least = self.settings.lean, self.settings.least_weight
        whole = (float(slope.sum()), float(bend.sum()))
        best, found = 1e-6, None
        for column in self.columns:
            bins = self.binned.bins[rows, column]
            g = np.bincount(bins, slope, _BINS)
            h = np.bincount(bins, bend, _BINS)
            for missing_left in (True, False) if h[_MISSING] > 0 else (False,):
                gl = np.cumsum(g[:_MISSING]) + (g[_MISSING] if missing_left else 0.0)
                hl = np.cumsum(h[:_MISSING]) + (h[_MISSING] if missing_left else 0.0)
                gr, hr = whole[0] - gl, whole[1] - hl
                gain = gl**2 / (hl + lean) + gr**2 / (hr + lean) - whole[0] ** 2 / (whole[1] + lean)
                gain[(hl < least) | (hr < least)] = -1.0
                gain = gain[: len(self.binned.cuts[column])]
                if len(gain) and gain.max() > best:
                    best = float(gain.max())
                    found = _Split(int(column), int(gain.argmax()), missing_left)
        return found


def settings_of(**given: Any) -> Settings:
    """Settings with some changed."""
    return Settings(**given)
