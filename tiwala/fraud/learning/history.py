"""The house's own history, read as lessons: stored assessments as they were known then, and labels with their time."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from django.db import connection

from tiwala.fraud.learning.known import KNOWN, instants
from tiwala.fraud.learning.lessons import LOOKED_AT, Lessons
from tiwala.fraud.memory.rows import SURE_FROM
from tiwala.kit.conf import conf
from tiwala.kit.db import read_json

CHUNK: Final = 2_000
"""Rows a statement: short ones, so that nobody waits for the database."""
_HOW_MANY: Final = "SELECT count(*) FROM fraud_assessment WHERE NOT is_degraded"
_CHUNKS: Final = f"""
    SELECT a.id, a.values, extract(epoch FROM a.at)::float8, {KNOWN}
     WHERE a.id > %(after)s AND NOT a.is_degraded
       AND ((hashint8(a.id) & 2147483647) %% %(one_in)s = 0 OR l.fraud IS NOT NULL)
     ORDER BY a.id LIMIT %(chunk)s"""  # noqa: S608 -- own words


def lessons() -> Lessons:
    """All of it up to `conf.fraud.model_rows`; of more, every fraud and an even share of the others.

    Short statements by key, and none holds a transaction: a try that comes in meanwhile is seen or is not.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOW_MANY)
        (found,) = cursor.fetchone() or (0,)
    one_in = max(1, -(-int(found) // conf.fraud.model_rows))
    parts: list[_Part] = []
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_CHUNKS, {"after": after, "one_in": one_in, "sure": SURE_FROM, "chunk": CHUNK})
            rows = cursor.fetchall()
        if not rows:
            return _joined(parts)
        after = rows[-1][0]
        parts.append(_part(rows, one_in))


_Part = tuple[np.ndarray[Any, Any], ...]


def _part(rows: list[tuple[Any, ...]], one_in: int) -> _Part:
    _ids, values, at, fraud, cleared, unclear, is_paid = zip(*rows, strict=True)
    known = (read_json(one) for one in values)
    table = np.array([[_number(one.get(name)) for name in LOOKED_AT] for one in known], np.float64)
    stands_for = np.where(np.isfinite(instants(fraud)), 1.0, float(one_in))
    return (
        table,
        np.array(at, np.float64),
        instants(fraud),
        instants(cleared),
        instants(unclear),
        np.array(is_paid, np.bool_),
        stands_for,
    )


def _joined(parts: list[_Part]) -> Lessons:
    if not parts:
        nothing = np.zeros(0)
        empty = np.zeros((0, len(LOOKED_AT)))
        return Lessons(LOOKED_AT, empty, nothing, nothing, nothing, nothing, np.zeros(0, np.bool_), nothing)
    whole = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(whole[1], kind="stable")
    return Lessons(LOOKED_AT, *(column[order] for column in whole))


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else float("nan")
