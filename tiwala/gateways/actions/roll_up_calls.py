"""Turn single calls into the figures of their hour, and forget the old."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from tiwala.gateways.models import Call, CallHour
from tiwala.kit import clock
from tiwala.kit.conf import conf

_ROLL = """
INSERT INTO gateways_callhour (hour_at, account_ref, method, calls, failed, unknown, busy, p50_ms, p95_ms)
SELECT date_trunc('hour', at, 'UTC'), account_ref, method, count(*),
       count(*) FILTER (WHERE kind = 'failed'), count(*) FILTER (WHERE kind = 'unknown'),
       count(*) FILTER (WHERE kind = 'busy'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY took_ms), percentile_disc(0.95) WITHIN GROUP (ORDER BY took_ms)
  FROM gateways_call WHERE at >= date_trunc('hour', %(since)s::timestamptz, 'UTC')
 GROUP BY 1, 2, 3
ON CONFLICT (account_ref, method, hour_at) DO UPDATE
   SET calls = excluded.calls, failed = excluded.failed, unknown = excluded.unknown, busy = excluded.busy,
       p50_ms = excluded.p50_ms, p95_ms = excluded.p95_ms
"""
_BACK = timedelta(hours=3)


def roll_up_calls() -> None:
    """Count the last hours anew, each whole; run again it gives the same. Old calls and old hours go."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_ROLL, {"since": now - _BACK})
    Call.objects.filter(at__lt=now - timedelta(hours=conf.routing.calls_keep_h)).delete()
    CallHour.objects.filter(hour_at__lt=now - timedelta(days=conf.routing.hours_keep_days)).delete()
