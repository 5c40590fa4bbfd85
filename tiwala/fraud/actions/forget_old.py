"""Forget what was seen long ago, a batch at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from tiwala.audit.actions.record import record
from tiwala.fraud.memory.rows import forget_memories_before
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action

BATCH: Final = 2_000
_DAYS_A_MONTH: Final = 30.44


@action
def forget_old(*, by: Actor) -> int:
    """Of each kind up to `BATCH` of the oldest rows, those older than `conf.fraud.keep_months`; says how many in all.

    Tries, what was thought of them, labels and closed reviews; entries of lists that ended before
    `conf.fraud.lists_keep_months`. The database's own functions take the rows, and never any younger than 90 days.
    """
    before, lists_before = _ago(conf.fraud.keep_months), _ago(conf.fraud.lists_keep_months)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fraud_forget_old(%s, %s) + fraud_forget_looked_at(%s, %s, %s)",
            [before, BATCH, before, lists_before, BATCH],
        )
        (gone,) = cursor.fetchone() or (0,)
    forget_memories_before(before, most=BATCH)
    if gone:
        record("fraud_memory:forget_old", "", by=by, count=gone)
    return int(gone)


def _ago(months: int) -> datetime:
    return clock.now() - timedelta(days=round(months * _DAYS_A_MONTH))
