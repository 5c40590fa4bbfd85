"""How the streams are measured: four test weeks, without the customers whose fraud is known before the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from tiwala.fraud.learning.measures import auc_and_precision, card_precision, caught_at

FIRST_DAYS: Final[Mapping[str, int]] = {"public": 115, "cnp": 93}
"""The day the first training week begins, counted from the stream's first."""
_WEEK: Final = 7
REVIEWED: Final = 0.005


@dataclass(frozen=True, slots=True)
class Told:
    """All tries of a stream, a column each."""

    days: NDArray[np.int64]
    owners: NDArray[np.int64]
    is_fraud: NDArray[np.bool_]
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fold:
    """One test week: its first day, and how good the scores were."""

    day: int
    tries: int
    frauds: int
    auc: float
    precision: float
    of_cards: float
    recall: float


def folds(told: Told, which: Literal["public", "cnp"]) -> list[Fold]:
    """The weeks that are whole in the stream."""
    first = FIRST_DAYS[which]
    last = int(told.days.max(initial=0))
    starts = [first + _WEEK * week for week in range(4)]
    return [_fold(told, start) for start in starts if start + 3 * _WEEK - 1 <= last]


def _fold(told: Told, start: int) -> Fold:
    """Trained from `start`, seven days of waiting, then the week that is measured."""
    learned = (told.days >= start) & (told.days < start + _WEEK)
    known = set(told.owners[learned & told.is_fraud].tolist())
    parts = []
    for day in range(start + 2 * _WEEK, start + 3 * _WEEK):
        known |= set(told.owners[(told.days == day - _WEEK - 1) & told.is_fraud].tolist())
        rows = np.flatnonzero(told.days == day)
        parts.append(rows[~np.isin(told.owners[rows], list(known))])
    rows = np.concatenate(parts)
    fraud, scores = told.is_fraud[rows], told.scores[rows]
    auc, precision = auc_and_precision(fraud, scores)
    of_cards = card_precision(told.days[rows], told.owners[rows], fraud, scores)
    recall = caught_at(fraud, scores, share=REVIEWED)
    return Fold(start + 2 * _WEEK, len(rows), int(fraud.sum()), auc, precision, of_cards, recall)
