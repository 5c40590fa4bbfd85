"""The newest tries against the spreads of a model's training: how far each column and the score have moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import numpy as np
from django.db import connection

from tiwala.fraud.learning.spreads import shift_from
from tiwala.fraud.taught import ModelVersion
from tiwala.kit import clock
from tiwala.kit.db import read_json

DAYS: Final = 28
MOST, LEAST = 10_000, 100
"""The newest so many tries are looked at; fewer than the least say nothing."""
_CHUNK: Final = 2_000
_NEWEST: Final = """
    SELECT id, values, model_ref, score, shadow_model_ref, shadow_score FROM fraud_assessment
     WHERE id < %(before)s AND at > %(since)s AND NOT is_degraded ORDER BY id DESC LIMIT %(chunk)s"""
_LAST_ID: Final = 1 << 62
Row = tuple[Any, ...]


def newest() -> list[Row]:
    """The newest assessments of `DAYS`, in short statements: values, and which model gave which score."""
    found: list[Row] = []
    before, since = _LAST_ID, clock.now() - timedelta(days=DAYS)
    while len(found) < MOST:
        with connection.cursor() as cursor:
            cursor.execute(_NEWEST, {"before": before, "since": since, "chunk": _CHUNK})
            rows = cursor.fetchall()
        found += [(read_json(values), *more) for _id, values, *more in rows]
        if len(rows) < _CHUNK:
            break
        before = rows[-1][0]
    return found


def shifts_of(version: ModelVersion, rows: Sequence[Row]) -> dict[str, Any]:
    """The stability index of each column, and of the score where this model has given enough; None where it has not."""
    columns = {
        name: round(shift_from(spread, _column(rows, name)), 4)
        for name, spread in version.spreads.get("columns", {}).items()
    }
    scores = [score for ref, score in _scores(rows) if ref == version.public_id and score is not None]
    spread = version.spreads.get("score")
    is_told = spread is not None and len(scores) >= LEAST
    score = round(shift_from(spread, np.array(scores, np.float64)), 4) if is_told else None
    return {"score": score, "scored": len(scores), "columns": columns}


def _column(rows: Sequence[Row], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    found = (values.get(name) for values, *_more in rows)
    return np.array([float(one) if isinstance(one, (int, float)) else np.nan for one in found], np.float64)


def _scores(rows: Sequence[Row]) -> list[tuple[str, int | None]]:
    return [pair for _values, live, score, shadow, watched in rows for pair in ((live, score), (shadow, watched))]
