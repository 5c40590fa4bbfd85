"""From lessons to a model that is worth keeping, or the reason why not: by the time of knowing throughout. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tiwala.fraud.learning import boosting
from tiwala.fraud.learning import model as models
from tiwala.fraud.learning.boosting import Floats, Settings
from tiwala.fraud.learning.calibration import chance_of, fitted
from tiwala.fraud.learning.lessons import Lessons, Told, told_by
from tiwala.fraud.learning.measures import auc_and_precision, caught_at
from tiwala.fraud.learning.model import Model
from tiwala.fraud.learning.moved import FRAUDS_TO_COMPARE, is_worse
from tiwala.fraud.learning.spreads import spread_of
from tiwala.fraud.learning.starting import borne_out, points_in

LATER: Final = 0.25
"""The newest part of the tries is kept from the first trees, to see what they are worth and to fit the curve."""
FOLDS: Final = 4
_GOODS_MOST: Final = 30_000
"""Of more good tries an even share grows the trees, each for as many; all of them measure."""
OF_HOUSE: Final = Settings(columns=0.25)
"""A house's own model looks at five times the columns that memory alone has."""
_REVIEWED: Final = 0.005


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be there, and when a silent payment is good."""

    frauds: int
    goods: int
    mature_s: float


@dataclass(frozen=True, slots=True)
class Standing:
    """A model that stands already: the document's value, and until when tries could teach it."""

    ref: str
    document: Any
    tries_until: float


@dataclass(frozen=True, slots=True)
class Schooled:
    """What came of it. `how`: kept, not_enough or worse; the document only when it is kept."""

    how: str
    tries: int
    frauds: int
    facts: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] | None = None
    measures: dict[str, Any] = field(default_factory=dict)
    spreads: dict[str, Any] = field(default_factory=dict)
    tries_since: float = 0.0
    tries_until: float = 0.0


def school(
    lessons: Lessons, now: float, needs: Needs, standing: Sequence[Standing] = (), settings: Settings | None = None
) -> Schooled:
    """Train, measure on later tries, compare with what stands.

    The forerunner sees what was known at the cut; it is measured on the tries after it, by what is known now. The curve
    is fitted there too. Kept is a model of the whole, with that curve; nothing when a standing one would be better.
    """
    settings = settings or OF_HOUSE
    told = told_by(lessons, now, mature_s=needs.mature_s)
    tries, frauds = int(told.counts.sum()), int((told.is_fraud & told.counts).sum())
    missing = _missing(told, needs, frauds)
    if missing:
        return Schooled("not_enough", tries, frauds, missing)
    cut = float(np.quantile(lessons.at[told.counts], 1 - LATER))
    early = told_by(lessons, cut, mature_s=needs.mature_s)
    later = told.counts & (lessons.at >= cut)
    if not _teaches(early.is_fraud[early.counts]) or not _teaches(told.is_fraud[later]):
        return Schooled("not_enough", tries, frauds, {"later_frauds": int(told.is_fraud[later].sum())})
    first = _grown(lessons, early, settings)
    sums = _sums(first, lessons.values[later])
    truth, weights = told.is_fraud[later], told.weights[later]
    measures = _measured(lessons.at[later], truth, sums)
    met = [_compared(one, lessons, later, told, sums) for one in standing]
    compared, waits = [one for one in met if "ours" in one], [one for one in met if "ours" not in one]
    facts: dict[str, Any] = {"compared": compared, "waits": waits, "cut": cut}
    if any(is_worse(one["ours"], one["theirs"]) for one in compared):
        return Schooled("worse", tries, frauds, facts, measures=measures)
    curve = fitted(sums.tolist(), truth.tolist(), weights.tolist())
    whole = _grown(lessons, told, settings)
    model = replace(whole, curve=curve)
    newest = lessons.at >= cut
    chances = np.array([chance_of(curve, added) for added in _sums(first, lessons.values[newest]).tolist()])
    taught = lessons.at[told.counts]
    return Schooled(
        "kept",
        tries,
        frauds,
        facts,
        models.written(model),
        measures,
        _spreads(lessons, chances, lessons.stands_for[newest]),
        float(taught.min()),
        float(taught.max()),
    )


def _missing(told: Told, needs: Needs, frauds: int) -> dict[str, int]:
    goods = int((~told.is_fraud & told.counts).sum())
    lacking = {"frauds": needs.frauds - frauds, "goods": needs.goods - goods}
    return {name: count for name, count in lacking.items() if count > 0}


def _teaches(is_fraud: NDArray[np.bool_]) -> bool:
    return bool(is_fraud.any()) and not bool(is_fraud.all())


def _grown(lessons: Lessons, told: Told, settings: Settings) -> Model:
    goods = np.flatnonzero(told.counts & ~told.is_fraud)
    one_in = max(1, -(-len(goods) // _GOODS_MOST))
    rows = np.sort(np.concatenate([np.flatnonzero(told.counts & told.is_fraud), goods[::one_in]]))
    weights = np.where(told.is_fraud[rows], told.weights[rows], told.weights[rows] * one_in)
    points = points_in(lessons.columns, lessons.values[rows])
    per_point = borne_out(points, told.is_fraud[rows], weights)
    base, trees = boosting.grow(lessons.values[rows], told.is_fraud[rows], weights, settings, per_point * points)
    return Model(lessons.columns, base, tuple(trees), (), per_point)


def _sums(model: Model, values: Floats) -> Floats:
    start = model.base + model.per_point * points_in(model.columns, values)
    return sum((boosting.predicted(tree, values) for tree in model.trees), start)


@dataclass(frozen=True, slots=True)
class _Fold:
    """A part of the later tries, and how good the forerunner was there."""

    since: float
    until: float
    tries: int
    frauds: int
    auc: float | None
    precision: float | None
    recall: float | None


def _measured(at: Floats, truth: NDArray[np.bool_], sums: Floats) -> dict[str, Any]:
    """The later tries as a whole, and in parts one after the other."""
    order = np.argsort(at, kind="stable")
    parts = [part for part in np.array_split(order, FOLDS) if len(part)]
    return {
        "whole": asdict(_fold(at, truth, sums, order)),
        "folds": [asdict(_fold(at, truth, sums, part)) for part in parts],
    }


def _fold(at: Floats, truth: NDArray[np.bool_], sums: Floats, rows: NDArray[np.intp]) -> _Fold:
    fraud, scores = truth[rows], sums[rows]
    whole = _teaches(fraud)
    auc, precision = auc_and_precision(fraud, scores) if whole else (None, None)
    recall = caught_at(fraud, scores, share=_REVIEWED) if whole else None
    spots = [None if one is None else round(one, 4) for one in (auc, precision, recall)]
    return _Fold(float(at[rows].min()), float(at[rows].max()), len(rows), int(fraud.sum()), *spots)


def _compared(one: Standing, lessons: Lessons, later: NDArray[np.bool_], told: Told, sums: Floats) -> dict[str, Any]:
    """Average precision of both on tries that could teach neither; left out when those say too little."""
    places = np.flatnonzero(later)
    fresh = lessons.at[places] > one.tries_until
    truth = told.is_fraud[places[fresh]]
    met = {"model": one.ref, "tries": len(truth), "frauds": int(truth.sum())}
    if truth.sum() < FRAUDS_TO_COMPARE or not _teaches(truth):
        return met
    model = models.read(one.document)
    theirs = _sums(model, _columns(lessons, places[fresh], model.columns))
    return {
        **met,
        "ours": round(auc_and_precision(truth, sums[fresh])[1], 4),
        "theirs": round(auc_and_precision(truth, theirs)[1], 4),
    }


def _columns(lessons: Lessons, rows: NDArray[np.intp], wanted: tuple[str, ...]) -> Floats:
    """The columns of another model; what these lessons lack is missing."""
    known = {name: place for place, name in enumerate(lessons.columns)}
    nothing = np.full(len(rows), np.nan)
    return np.column_stack([lessons.values[rows, known[name]] if name in known else nothing for name in wanted])


def _spreads(lessons: Lessons, chances: Floats, stand_for: Floats) -> dict[str, Any]:
    """Of all tries, those that taught nothing too: what comes later is compared as it comes."""
    columns = zip(lessons.columns, lessons.values.T, strict=True)
    return {
        "columns": {name: spread_of(values, lessons.stands_for) for name, values in columns},
        "score": spread_of(np.round(chances * 1000), stand_for),
    }
