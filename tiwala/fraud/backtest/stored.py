"""Stored assessments, a chunk at a time: what a rule asks for, as it was known then, and what came of it since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from django.db import connection

from tiwala.fraud.attributes import KINDS
from tiwala.fraud.backtest.tally import Seen
from tiwala.fraud.language.columns import Table, table_of

CHUNK: Final = 50_000
MATURE: Final = timedelta(days=60)
"""A payment nobody complained of for so long is taken for good (fraud.md 4.4: a start, until own disputes tell)."""

_TYPES: Final = {"number": "float8", "text": "text", "flag": "boolean"}
_OUTCOME: Final = """
    CASE WHEN l.most > 0 THEN 0
         WHEN b.id IS NOT NULL THEN 2
         WHEN l.least < 0 OR (p.id IS NOT NULL AND a.at < %(mature)s) THEN 1
         WHEN d.id IS NOT NULL AND p.id IS NULL THEN 3
         ELSE 4 END"""
"""Places in OUTCOMES. Labels are what people and banks said since; one that says fraud is believed before others."""
_FROM: Final = """
     FROM fraud_assessment a
     LEFT JOIN LATERAL (SELECT max(weight) AS most, min(weight) AS least
                          FROM fraud_label WHERE payment_ref = a.payment_ref) l ON true
     LEFT JOIN fraud_ending p ON p.payment_ref = a.payment_ref AND p.how = 'paid'
     LEFT JOIN fraud_ending d ON d.payment_ref = a.payment_ref AND d.how = 'declined'
     LEFT JOIN fraud_ending b ON b.payment_ref = a.payment_ref AND b.how = 'blocked'"""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some tries: what a rule asks for, what became of them, and their rows' keys."""

    ids: list[int]
    table: Table
    seen: Seen


def how_many(since: datetime) -> int:
    """How many assessments there are from then on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM fraud_assessment WHERE at >= %s", [since])
        (found,) = cursor.fetchone() or (0,)
    return int(found)


def chunks(asks_for: frozenset[str], *, since: datetime, now: datetime) -> Iterator[Chunk]:
    """All assessments from `since` on, oldest first, CHUNK at a time: memory does not grow with the history.

    The values of a try are unpacked once, whatever a rule asks for: each `->>` would unpack them anew.
    """
    names = sorted(asks_for)
    wanted = "".join(f", v.{name}" for name in names)
    typed = ", ".join(f"{name} {_TYPES[KINDS[name]]}" for name in sorted({*names, "amount_minor", "currency"}))
    query = f"""
        SELECT a.id, a.payment_ref, {_OUTCOME}, v.amount_minor::bigint, v.currency,
               date_trunc('week', a.at)::date, a.verdict <> 'accept'{wanted}
          {_FROM}
          CROSS JOIN LATERAL jsonb_to_record(a.values) AS v({typed})
         WHERE a.at >= %(since)s AND a.id > %(after)s ORDER BY a.id LIMIT {CHUNK}"""
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, {"mature": now - MATURE, "since": since, "after": after})
            rows = cursor.fetchall()
        if not rows:
            return
        after = rows[-1][0]
        yield _chunk(rows, names)


def rules_together(ids: list[int]) -> dict[str, int]:
    """Which rules stand among the reasons of these assessments, and how often."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r ->> 'rule', count(*) FROM fraud_assessment a, jsonb_array_elements(a.reasons) AS r"
            " WHERE a.id = ANY(%s) GROUP BY 1",
            [ids],
        )
        return dict(cursor.fetchall())


def _chunk(rows: list[tuple[Any, ...]], names: list[str]) -> Chunk:
    keys, refs, outcome, amount, currency, week, acted_on, *asked = zip(*rows, strict=True)
    seen = Seen(
        refs,
        np.array(outcome, np.int8),
        np.array(amount, np.int64),
        currency,
        week,
        np.array(acted_on, np.bool_),
    )
    return Chunk(list(keys), table_of(dict(zip(names, asked, strict=True)), KINDS, rows=len(rows)), seen)
