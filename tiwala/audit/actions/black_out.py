"""Erase who somebody was from the trail; what they did stays, and the chain still verifies."""

from __future__ import annotations

from django.db import connection

from tiwala.audit.actions.record import record
from tiwala.kit.actor import Actor


def black_out(owner_ref: str, *, by: Actor) -> int:
    """Take the sealed names and addresses of one person out of every record; returns how many. A step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_black_out(%s)", [owner_ref])
        count = int(cursor.fetchone()[0])
    record("audit:black_out", owner_ref, by=by, records=count)
    return count
