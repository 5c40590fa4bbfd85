"""How values are spread, small enough to keep, and how far later ones have moved from that. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from tiwala.fraud.learning.boosting import Floats

_PARTS: Final = 10


def spread_of(values: Floats, weights: Floats) -> dict[str, Any]:
    """Cuts, the share of tries in each part and last of those where it is missing, and the middle value."""
    is_known = ~np.isnan(values)
    known, heavy = values[is_known], weights[is_known]
    cuts = np.unique(_quantiles(known, heavy)) if len(known) else np.zeros(0)
    middle = _quantiles(known, heavy, parts=2)[0] if len(known) else None
    shares = _shares(values, weights, cuts)
    return {
        "cuts": [round(float(one), 6) for one in cuts],
        "shares": [round(float(one), 6) for one in shares],
        "usual": None if middle is None else round(float(middle), 4),
    }


def shift_from(spread: Mapping[str, Any], values: Floats) -> float:
    """The population stability index of later values against a spread."""
    cuts, before = np.array(spread["cuts"]), np.maximum(np.array(spread["shares"]), _LEAST)
    after = np.maximum(_shares(values, np.ones(len(values)), cuts), _LEAST)
    return float(np.sum((after - before) * np.log(after / before)))


_LEAST: Final = 0.0005
"""No part is emptier than this: one try more must not look like another world."""


def _shares(values: Floats, weights: Floats, cuts: Floats) -> Floats:
    places = np.where(np.isnan(values), len(cuts) + 1, np.searchsorted(cuts, values, side="left"))
    counts = np.bincount(places, weights, len(cuts) + 2)
    shares: Floats = counts / max(counts.sum(), 1e-9)
    return shares


def _quantiles(known: Floats, weights: Floats, parts: int = _PARTS) -> Floats:
    order = np.argsort(known, kind="stable")
    reached = np.cumsum(weights[order])
    wanted = np.linspace(0, 1, parts + 1)[1:-1] * reached[-1]
    found: Floats = known[order][np.minimum(np.searchsorted(reached, wanted), len(known) - 1)]
    return found
