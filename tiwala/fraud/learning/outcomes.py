"""What scores were worth: those that tries were given as they happened, against what became known of them since.

Nothing is scored anew. Two models are compared on the same tries, which both scored before anybody knew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np
from django.db import connection

from tiwala.fraud.learning.boosting import Floats
from tiwala.fraud.learning.known import KNOWN, instants
from tiwala.fraud.learning.lessons import Lessons, share_known
from tiwala.fraud.learning.measures import Flags, auc_and_precision
from tiwala.fraud.learning.moved import FRAUDS_TO_COMPARE, GOODS_TO_COMPARE
from tiwala.fraud.memory.rows import SURE_FROM
from tiwala.kit import clock

DAYS: Final = 180
_CHUNK, _MOST = 5_000, 200_000
_TOLD_S: Final = 14 * 86_400.0
"""Two models are compared on tries as old as this: of most frauds somebody has complained by then."""
_SAID_FROM: Final = 0.01
"""A chance below it is too small to be kept exactly in thousandths."""
_LAST_ID: Final = 1 << 62
_SCORED: Final = f"""
    SELECT a.id, extract(epoch FROM a.at)::float8, a.model_ref, a.score, a.shadow_model_ref, a.shadow_score, {KNOWN}
     WHERE a.id < %(before)s AND a.at > %(since)s AND NOT a.is_degraded
       AND (a.score IS NOT NULL OR a.shadow_score IS NOT NULL)
     ORDER BY a.id DESC LIMIT %(chunk)s"""  # noqa: S608 -- own words


@dataclass(frozen=True, slots=True)
class Scored:
    """Tries that were scored: what became of them, and the chance each model gave, NaN where it was not asked."""

    became: Lessons
    chances: Mapping[str, Floats]


def scored() -> Scored:
    """Those of the last `DAYS`, in short statements, the newest `_MOST` at most."""
    rows: list[tuple[Any, ...]] = []
    before, since = _LAST_ID, clock.now() - timedelta(days=DAYS)
    while len(rows) < _MOST:
        with connection.cursor() as cursor:
            cursor.execute(_SCORED, {"before": before, "since": since, "sure": SURE_FROM, "chunk": _CHUNK})
            found = cursor.fetchall()
        rows += found
        if len(found) < _CHUNK:
            break
        before = found[-1][0]
    return _read(rows)


def _read(rows: list[tuple[Any, ...]]) -> Scored:
    chances: dict[str, Floats] = {}
    for place, row in enumerate(rows):
        for ref, score in (row[2:4], row[4:6]):
            if ref and score is not None:
                chances.setdefault(ref, np.full(len(rows), np.nan))[place] = score / 1000
    at, fraud, cleared, unclear = (instants([row[column] for row in rows]) for column in (1, 6, 7, 8))
    paid = np.array([row[9] for row in rows], np.bool_)
    became = Lessons((), np.zeros((len(rows), 0)), at, fraud, cleared, unclear, paid, np.ones(len(rows)))
    return Scored(became, chances)


def held_up(ref: str, rival: str | None, found: Scored, now: float, *, mature_s: float) -> dict[str, Any]:
    """Of one model: frauds it expected and those that became known; and how it ranks beside another."""
    if ref not in found.chances:
        return {}
    known: dict[str, Any] = _expected(found.chances[ref], found.became, now, mature_s=mature_s)
    if rival is not None:
        known["against"] = _beside(ref, rival, found, now)
    return known


def _expected(chances: Floats, became: Lessons, now: float, *, mature_s: float) -> dict[str, Any]:
    """Each try counts by the share of complaints that would have come by now; what was declined or in doubt not."""
    is_fraud, is_good = _ends(became, now)
    share = share_known(became, now, now - became.at, mature_s)
    rows = (is_fraud | is_good) & (share > 0) & (np.nan_to_num(chances) >= _SAID_FROM)
    expected = float(np.sum(chances[rows] * share[rows]))
    return {"tries": int(rows.sum()), "expected": round(expected, 1), "known": int(is_fraud[rows].sum())}


def _ends(became: Lessons, now: float) -> tuple[Flags, Flags]:
    """Which were fraud and which were good, as far as is known by now; what was declined or is in doubt is neither."""
    is_fraud = became.fraud_known_at <= now
    return is_fraud, ~is_fraud & ((became.cleared_at <= now) | (became.is_paid & (became.unclear_at > now)))


def _beside(ref: str, rival: str, found: Scored, now: float) -> dict[str, Any]:
    """Average precision of both; None for either as long as too little is known."""
    nothing = np.full(len(found.became.at), np.nan)
    ours, theirs = found.chances[ref], found.chances.get(rival, nothing)
    became = found.became
    is_fraud, is_good = _ends(became, now)
    both = ~np.isnan(ours) & ~np.isnan(theirs) & (became.at <= now - _TOLD_S) & (is_fraud | is_good)
    frauds, goods = int(is_fraud[both].sum()), int(is_good[both].sum())
    told: dict[str, Any] = {"model": rival, "frauds": frauds, "goods": goods, "ours": None, "theirs": None}
    if frauds >= FRAUDS_TO_COMPARE and goods >= GOODS_TO_COMPARE:
        told["ours"], told["theirs"] = (
            round(auc_and_precision(is_fraud[both], scores[both])[1], 4) for scores in (ours, theirs)
        )
    return told
