"""How often rules matched lately: only tries on which one did are read, the newest first, so many at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

NEWEST: Final = 20_000
_HITS: Final = """
    SELECT reason ->> 'rule', (reason ->> 'version')::int, count(*),
           count(*) FILTER (WHERE reason ->> 'is_shadow' = 'false'), max(at)
      FROM (SELECT at, reasons FROM fraud_assessment
             WHERE at > %s AND NOT (reasons = '[]'::jsonb) ORDER BY at DESC LIMIT %s) newest,
           jsonb_array_elements(reasons) AS reason
     GROUP BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Hits:
    """How often a version matched, how often it counted, and when last."""

    all: int
    live: int
    last_at: datetime


def hits_since(since: datetime) -> dict[tuple[str, int], Hits]:
    """By name and version, one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HITS, [since, NEWEST])
        return {(name, version): Hits(count, live, at) for name, version, count, live, at in cursor.fetchall()}
