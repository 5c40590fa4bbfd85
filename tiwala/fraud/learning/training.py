"""Training from stored attributes and what became known: trees, a curve, and what they are worth. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tiwala.fraud.learning import boosting
from tiwala.fraud.learning.boosting import Floats, Settings
from tiwala.fraud.learning.calibration import fitted
from tiwala.fraud.learning.measures import auc_and_precision
from tiwala.fraud.learning.model import Model
from tiwala.fraud.learning.starting import borne_out, points_in
from tiwala.fraud.memory.attributes import NUMBERS

_GROWS: Final = (
    "own_known",
    "shared_known",
    "shared_customers",
    "shared_last",
    "own_last",
    "own_tries",
    "shared_tries",
)
"""What grows with the age of the house would teach trees the calendar."""
COLUMNS: Final = ("amount_minor", *(name for name in NUMBERS if not name.startswith(_GROWS)))
"""What a model looks at."""
FRAUDS_LEAST: Final = 80
"""Below so many known frauds points are better than trees."""
_LATER: Final = 0.25
"""The newest part of the history is kept from the first trees, to see what they are worth and to fit the curve."""


@dataclass(frozen=True, slots=True)
class History:
    """Tries in the order of time: a row each, a column for each attribute, NaN where it was missing.

    `weights` says for how many tries a row stands, where of the good ones only some were taken.
    """

    columns: tuple[str, ...]
    values: Floats
    is_fraud: NDArray[np.bool_]
    weights: Floats


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and what its forerunner was worth on later tries that it had not seen."""

    model: Model
    rows: int
    frauds: int
    auc: float
    precision: float


def train(history: History, settings: Settings | None = None) -> Trained | None:
    """The model of a history; None below FRAUDS_LEAST, or when the newest part knows no fraud."""
    settings = settings or Settings()
    cut = int(len(history.values) * (1 - _LATER))
    early, late = history.is_fraud[:cut], history.is_fraud[cut:]
    if history.is_fraud.sum() < FRAUDS_LEAST or not early.any() or not late.any() or late.all():
        return None
    points = points_in(history.columns, history.values)
    per_point = borne_out(points[:cut], early, history.weights[:cut])
    start = per_point * points
    base, trees = boosting.grow(history.values[:cut], early, history.weights[:cut], settings, start[:cut])
    sums = base + sum((boosting.predicted(tree, history.values[cut:]) for tree in trees), start[cut:])
    curve = fitted(sums.tolist(), late.tolist(), history.weights[cut:].tolist())
    auc, precision = auc_and_precision(late, sums)
    base, trees = boosting.grow(history.values, history.is_fraud, history.weights, settings, start)
    model = Model(history.columns, base, tuple(trees), curve, per_point)
    return Trained(model, len(history.values), int(history.is_fraud.sum()), auc, precision)
