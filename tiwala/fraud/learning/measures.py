"""How good scores are, once it is known what became of the tries. NumPy; ties count as one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def auc_and_precision(is_fraud: Flags, scores: Floats) -> tuple[float, float]:
    """The area under the ROC curve, and average precision."""
    order = np.argsort(-scores, kind="stable")
    fraud, score = is_fraud[order], scores[order]
    last = np.append(np.flatnonzero(np.diff(score)), len(score) - 1)
    caught = np.cumsum(fraud)[last].astype(float)
    hurt = last + 1.0 - caught
    frauds, good = float(fraud.sum()), float(len(fraud) - fraud.sum())
    if not frauds or not good:
        return float("nan"), float("nan")
    high, wide = np.append(0.0, caught) / frauds, np.append(0.0, hurt) / good
    area = float(np.sum(np.diff(wide) * (high[1:] + high[:-1]) / 2))
    return area, float(np.sum(np.diff(high) * caught / (last + 1.0)))


def caught_at(is_fraud: Flags, scores: Floats, *, share: float) -> float:
    """Of all frauds the share that is among the riskiest so many."""
    most = max(1, int(len(scores) * share))
    order = np.argsort(-scores, kind="stable")[:most]
    return float(is_fraud[order].sum() / max(is_fraud.sum(), 1))


def card_precision(days: NDArray[np.int64], owners: NDArray[np.int64], is_fraud: Flags, scores: Floats) -> float:
    """Day by day, of the 100 riskiest customers the share that was hit; who was found leaves the later days."""
    found: set[int] = set()
    shares = []
    for day in np.unique(days):
        worst: dict[int, float] = {}
        hit: set[int] = set()
        for row in np.flatnonzero(days == day):
            owner = int(owners[row])
            if owner in found:
                continue
            worst[owner] = max(worst.get(owner, -np.inf), float(scores[row]))
            if is_fraud[row]:
                hit.add(owner)
        top = sorted(worst, key=lambda owner: (-worst[owner], owner))[:100]
        right = hit & set(top)
        shares.append(len(right) / 100)
        found |= right
    return float(np.mean(shares)) if shares else float("nan")


def shift(before: Floats, after: Floats, *, parts: int = 10) -> float:
    """The population stability index: above 0.2 look, above 0.3 act. What is missing is a part of its own."""
    known = before[~np.isnan(before)]
    if not len(before) or not len(after):
        return float("nan")
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, parts + 1)[1:-1])) if len(known) else np.zeros(0)
    one, other = (_shares(values, cuts) for values in (before, after))
    return float(np.sum((other - one) * np.log(other / one)))


def _shares(values: Floats, cuts: Floats) -> Floats:
    places = np.where(np.isnan(values), len(cuts) + 1, np.searchsorted(cuts, values, side="left"))
    counts = np.bincount(places, minlength=len(cuts) + 2) + 0.5
    shares: Floats = counts / counts.sum()
    return shares
