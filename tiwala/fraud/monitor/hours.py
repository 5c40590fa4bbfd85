"""How many tries, and what became of them: the last hour from the rows themselves, longer spans from hourly figures.

Names: `tries`; `review`, `step_up`, `block` what live rules said; `paid`, `declined`, `blocked`, `refunded`, `disputed`
when that became known; `paid:visa` and the like by the card's brand as the gateway told it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.db import connection

from tiwala.kit import clock

Span = Literal["hour", "day", "month"]
HOUR: Final = timedelta(hours=1)
DAYS: Final = 30
_SLOTS: Final[dict[Span, tuple[int, timedelta]]] = {
    "hour": (15, timedelta(minutes=4)),
    "day": (24, HOUR),
    "month": (DAYS, timedelta(days=1)),
}
_FRESH: Final = 2 * HOUR
"""What the figures do not have yet is counted from the rows, this far back at most."""
COUNTED: Final = """
    SELECT {slot} AS slot, 'tries' AS name, count(*) AS n FROM fraud_assessment
     WHERE at >= {since} AND at < %(until)s GROUP BY 1
    UNION ALL
    SELECT {slot}, verdict, count(*) FROM fraud_assessment
     WHERE at >= {since} AND at < %(until)s AND verdict <> 'accept' AND NOT is_shadow GROUP BY 1, 2
    UNION ALL
    SELECT {ended}, how, count(*) FROM fraud_ending
     WHERE known_at >= {since} AND known_at < %(until)s GROUP BY 1, 2"""
"""Two ranges of indexes, whatever the history: `{slot}` and `{ended}` say what time is kept of `at` and `known_at`."""
BRANDED: Final = """
    SELECT {ended} AS slot, e.how || ':' || b.brand AS name, count(*) AS n FROM fraud_ending e
      CROSS JOIN LATERAL (SELECT left(regexp_replace(lower(brand), '[^a-z]', '', 'g'), 20) AS brand FROM fraud_learned
                           WHERE payment_ref = e.payment_ref AND brand <> '' ORDER BY id DESC LIMIT 1) b
     WHERE e.known_at >= {since} AND e.known_at < %(until)s AND e.how IN ('paid', 'disputed') GROUP BY 1, 2"""
_RAW: Final = f"""
    SELECT slot, name, sum(n)::bigint, NULL::timestamptz FROM (
    {
    COUNTED.format(
        slot="date_bin(%(step)s, at, %(first)s)", ended="date_bin(%(step)s, known_at, %(first)s)", since="%(first)s"
    )
}
    ) c GROUP BY 1, 2"""  # noqa: S608 -- own names
_KEPT: Final = f"""
    WITH last AS MATERIALIZED (
        SELECT greatest(coalesce(max(at), %(first)s), %(fresh)s, %(first)s) AS at, max(at) AS counted
          FROM fraud_hour WHERE name = 'tries'
    ), together AS (
        SELECT at, name, n FROM fraud_hour
         WHERE at >= %(first)s AND at < (SELECT at FROM last) AND name NOT LIKE '%%:%%'
        UNION ALL
        SELECT slot, name, n FROM ({
    COUNTED.format(
        slot="date_trunc('hour', at, 'UTC')",
        ended="date_trunc('hour', known_at, 'UTC')",
        since="(SELECT at FROM last)",
    )
}) fresh
    )
    SELECT date_bin(%(step)s, at, %(first)s), name, sum(n)::bigint, (SELECT counted FROM last)
      FROM together GROUP BY 1, 2"""  # noqa: S608 -- own names


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time, and what happened in it."""

    at: datetime
    n: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Seen:
    """A span in equal stretches, the oldest first; `is_behind` when the job that counts hours is not doing so."""

    slots: tuple[Slot, ...]
    all: Counter[str]
    is_behind: bool = False

    @property
    def approved_percent(self) -> float | None:
        """Of the tries that a bank decided, how many in a hundred were paid; None when none was."""
        decided = self.all["paid"] + self.all["declined"]
        return round(100 * self.all["paid"] / decided, 1) if decided else None


def seen_in(span: Span, *, today: datetime) -> Seen:
    """What happened in the last hour, day or thirty days: one statement. `today` is when the business's day began."""
    now = clock.now()
    many, step = _SLOTS[span]
    first = _first(span, now, today)
    asked: Mapping[str, Any] = {
        "first": first,
        "step": step,
        "until": now + HOUR,
        "fresh": hour_of(now) - _FRESH,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RAW if span == "hour" else _KEPT, asked)
        rows = cursor.fetchall()
    by_slot: dict[datetime, Counter[str]] = {first + step * place: Counter() for place in range(many)}
    for at, name, n, _counted in rows:
        by_slot.setdefault(at, Counter())[name] += n
    counted = rows[0][3] if rows else now
    is_behind = span != "hour" and (counted is None or counted < hour_of(now) - HOUR)
    return Seen(
        tuple(Slot(at, n) for at, n in sorted(by_slot.items())), sum(by_slot.values(), Counter()), is_behind=is_behind
    )


def disputes_by_brand(now: datetime) -> dict[str, tuple[int, int]]:
    """In thirty days, of each card brand and of `all`: how many were disputed, and how many paid. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sum(n)::bigint FROM fraud_hour WHERE at >= %s AND name ~ '^(paid|disputed)(:|$)' GROUP BY 1",
            [now - timedelta(days=DAYS)],
        )
        found = dict(cursor.fetchall())
    brands = {name.partition(":")[2] or "all" for name in found}
    return {
        brand: tuple(found.get(f"{how}:{brand}" if brand != "all" else how, 0) for how in ("disputed", "paid"))
        for brand in sorted(brands)
    }


def hour_of(at: datetime) -> datetime:
    """The beginning of its hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def _first(span: Span, now: datetime, today: datetime) -> datetime:
    match span:
        case "hour":
            return now - HOUR
        case "day":
            return hour_of(now) - 23 * HOUR
        case "month":
            return today - timedelta(days=DAYS - 1)
