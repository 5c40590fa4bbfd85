"""Where trees start: at the points of each row, as far as the history bears them out.

With few known frauds trees alone sort worse than the points; what both know is worth more than either.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tiwala.fraud.language.columns import Column, Table, matching
from tiwala.fraud.learning.boosting import Floats, even_base
from tiwala.fraud.learning.points import POINTS

PER_POINT: Final = math.log(2) / 10
"""Ten points are twice the odds: what one adds to the log of the odds, if it is worth what it says."""
_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def points_in(columns: tuple[str, ...], values: Floats) -> Floats:
    """The points of each row. Rows by columns; what is missing is NaN."""
    is_known = ~np.isnan(values)
    numbers = np.where(is_known, values, 0.0)
    known = {name: Column(numbers[:, place], is_known[:, place]) for place, name in enumerate(columns)}
    table = Table(len(values), known)
    found: Floats = sum(
        (one.worth * matching(one.rule, table).astype(np.float64) for one in POINTS), np.zeros(len(values))
    )
    return found


def borne_out(points: Floats, is_fraud: NDArray[np.bool_], weights: Floats) -> float:
    """How much a point adds to the log of the odds here: the share of what it says under which the past was likeliest.

    Where points mean nothing that is 0, and never more than they say.
    """
    return min((share * PER_POINT for share in _SHARES), key=lambda each: _loss(each * points, is_fraud, weights))


def _loss(start: Floats, is_fraud: NDArray[np.bool_], weights: Floats) -> float:
    odds = even_base(start, is_fraud, weights) + start
    return float(np.average(np.logaddexp(0.0, np.where(is_fraud, -odds, odds)), weights=weights))
