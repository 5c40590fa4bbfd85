"""How gateways do: over the last minutes from single calls, over days from the figures of their hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Max

from tiwala.gateways.models import Call
from tiwala.kit import clock
from tiwala.kit.conf import conf


@dataclass(frozen=True, slots=True)
class Figures:
    """The calls to one method at one account; `method` is empty for questions that belong to none. Milliseconds."""

    account_ref: str
    method: str
    calls: int
    failed: int
    unknown: int
    busy: int
    p50_ms: int
    p95_ms: int

    @property
    def troubled(self) -> int:
        """All that did not end in an answer."""
        return self.failed + self.unknown + self.busy

    @property
    def trouble_percent(self) -> int:
        """So many in a hundred, rounded."""
        return round(self.troubled * 100 / self.calls) if self.calls else 0

    @property
    def unknown_percent(self) -> int:
        """So many in a hundred of which nobody knows what became, rounded."""
        return round(self.unknown * 100 / self.calls) if self.calls else 0


@dataclass(frozen=True, slots=True)
class Span:
    """One hour or day of an account: all its calls, those in trouble, and the slowest hour's 95th percentile."""

    at: datetime
    calls: int
    troubled: int
    p95_ms: int


_WINDOW: Final = """
SELECT account_ref, method, count(*), count(*) FILTER (WHERE kind = 'failed'),
       count(*) FILTER (WHERE kind = 'unknown'), count(*) FILTER (WHERE kind = 'busy'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY took_ms), percentile_disc(0.95) WITHIN GROUP (ORDER BY took_ms)
  FROM gateways_call WHERE at > %(since)s AND at <= %(now)s GROUP BY 1, 2 ORDER BY 1, 2
"""
_HISTORY: Final = """
SELECT account_ref, date_trunc(%(span)s, hour_at, %(zone)s), sum(calls)::int, sum(failed + unknown + busy)::int,
       max(p95_ms)
  FROM gateways_callhour WHERE hour_at >= date_trunc(%(span)s, %(since)s::timestamptz, %(zone)s)
 GROUP BY 1, 2 ORDER BY 1, 2
"""


def figures(*, seconds: int | None = None) -> list[Figures]:
    """The last so many seconds (`conf.routing.window_s`) of every method at every account: one statement."""
    now = clock.now()
    since = now - timedelta(seconds=seconds or conf.routing.window_s)
    with connection.cursor() as cursor:
        cursor.execute(_WINDOW, {"since": since, "now": now})
        return [Figures(*row) for row in cursor.fetchall()]


def doubtful() -> set[tuple[str, str]]:
    """Account and method of those in some trouble lately (`conf.routing.doubt_percent`), by enough calls to tell."""
    rules = conf.routing
    return {
        (one.account_ref, one.method)
        for one in figures()
        if one.calls >= rules.least_calls and one.trouble_percent >= rules.doubt_percent
    }


def last_answer_at(verb: str) -> datetime | None:
    """When an account last answered a call of this kind; None when none did in the days that traces are kept."""
    found: datetime | None = Call.objects.filter(verb=verb, kind="ok").aggregate(at=Max("at"))["at"]
    return found


def history(*, hours: int, by_day: bool, zone: str) -> dict[str, list[Span]]:
    """Each account's hours (or days, in this zone) that had calls, the oldest first: one statement."""
    facts = {"span": "day" if by_day else "hour", "zone": zone, "since": clock.now() - timedelta(hours=hours)}
    found = dict[str, list[Span]]()
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, facts)
        for account_ref, *row in cursor.fetchall():
            found.setdefault(account_ref, []).append(Span(*row))
    return found
