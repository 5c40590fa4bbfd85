"""Count what happened in each hour, so that a month can be looked at for the price of its hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Max, Min

from tiwala.fraud.models import Assessment, Hour
from tiwala.fraud.monitor.hours import BRANDED, COUNTED, DAYS, HOUR, hour_of
from tiwala.kit import clock
from tiwala.kit.db import action, advisory_lock

KEPT: Final = timedelta(days=400)
_HOURS_AT_ONCE: Final = 48
_SINCE: Final = "%(since)s"
_COUNT: Final = f"""
    INSERT INTO fraud_hour (at, name, n)
    SELECT slot, name, sum(n) FROM (
        SELECT %(since)s AS slot, 'tries' AS name, 0 AS n
        UNION ALL
        {
    COUNTED.format(slot="date_trunc('hour', at, 'UTC')", ended="date_trunc('hour', known_at, 'UTC')", since=_SINCE)
}
        UNION ALL
        {BRANDED.format(ended="date_trunc('hour', known_at, 'UTC')", since=_SINCE)}
    ) c GROUP BY 1, 2
    ON CONFLICT (at, name) DO UPDATE SET n = excluded.n"""  # noqa: S608 -- own names


@action
def count_hours() -> int:
    """Count anew the last hour that was counted and those since, so many at once; run again it gives the same.

    Gives how many hours were counted. Figures older than 400 days go.
    """
    advisory_lock("fraud:hours")
    now = clock.now()
    first = _first(now)
    until = min(now, first + HOUR * _HOURS_AT_ONCE)
    at, counted = first, 0
    with connection.cursor() as cursor:
        while at < until:
            cursor.execute(_COUNT, {"since": at, "until": at + HOUR})
            at, counted = at + HOUR, counted + 1
    Hour.objects.filter(at__lt=now - KEPT).delete()
    return counted


def _first(now: datetime) -> datetime:
    """The hour before the newest that was counted, for cards are told of a little later; else thirty days ago."""
    newest = Hour.objects.filter(name="tries").aggregate(at=Max("at"))["at"]
    if newest is not None:
        return max(hour_of(newest) - HOUR, hour_of(now) - timedelta(days=DAYS))
    oldest = Assessment.objects.filter(at__gte=now - timedelta(days=DAYS)).aggregate(at=Min("at"))["at"]
    return hour_of(oldest or now)
