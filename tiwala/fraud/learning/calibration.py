"""From what trees add up to, to a chance that can be believed: isotonic steps, fitted on later data than the trees'."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

Curve = tuple[tuple[float, float], ...]
"""Points (sum of the trees, chance), both rising; between two of them a straight line."""
STEPS_MOST = 200
_LEAST, _MOST = 0.0001, 0.995


def fitted(sums: Sequence[float], frauds: Sequence[bool], weights: Sequence[float]) -> Curve:
    """The curve that never falls and is nearest to what happened (pool adjacent violators)."""
    pools: list[list[float]] = []
    for place in sorted(range(len(sums)), key=sums.__getitem__):
        pools.append([sums[place] * weights[place], frauds[place] * weights[place], weights[place]])
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            last = pools.pop()
            pools[-1] = [one + other for one, other in zip(pools[-1], last, strict=True)]
    points = [(at / weight, min(max(fraud / weight, _LEAST), _MOST)) for at, fraud, weight in pools]
    return tuple((round(at, 4), round(chance, 5)) for at, chance in _thinned(points))


def chance_of(curve: Curve, added: float) -> float:
    """The chance that belongs to a sum; without a curve, what the trees themselves mean by it."""
    if not curve:
        return 1 / (1 + math.exp(-max(min(added, 30.0), -30.0)))
    place = bisect_right(curve, (added, math.inf))
    if place == 0:
        return curve[0][1]
    if place == len(curve):
        return curve[-1][1]
    (low, least), (high, most) = curve[place - 1], curve[place]
    return least + (most - least) * (added - low) / (high - low) if high > low else most


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(points) <= STEPS_MOST:
        return points
    return [points[round(place * (len(points) - 1) / (STEPS_MOST - 1))] for place in range(STEPS_MOST)]
