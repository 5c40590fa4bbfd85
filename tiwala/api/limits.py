"""Not too many requests by one key in one minute."""

from __future__ import annotations

from django.db import connection

from tiwala.api.models import Use
from tiwala.kit import clock
from tiwala.kit.errors import TooMany

PER_MINUTE = 600
_KEEP_MINUTES = 24 * 60
_COUNT = """
INSERT INTO api_use AS u (key_ref, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (key_ref, minute) DO UPDATE SET count = u.count + 1 RETURNING count
"""


def consume(key_ref: str) -> int:
    """Count one request and say how many are left in this minute. TooMany beyond PER_MINUTE."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key_ref, _minute()])
        count: int = cursor.fetchone()[0]
    if count > PER_MINUTE:
        raise TooMany(key=key_ref)
    return PER_MINUTE - count


def seconds_left() -> int:
    """How long until the next minute begins, 1 to 60: for Retry-After."""
    return 60 - clock.now().second


def forget() -> int:
    """Remove counts older than a day; says how many."""
    return Use.objects.filter(minute__lt=_minute() - _KEEP_MINUTES).delete()[0]


def _minute() -> int:
    return int(clock.now().timestamp()) // 60
