"""Call off codes and pages at their gateways whose thing was paid another way."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog
from django.db import connection

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.errors import Refusal
from tiwala.payments.actions.cancel_attempt import cancel_attempt

AGAIN: Final = timedelta(minutes=10)
"""One that could not be called off is tried again after this long, until it ends by itself."""
MOST: Final = 50
log = structlog.get_logger()

_OVERTAKEN: Final = """
SELECT a.id FROM payments_attempt a
 WHERE a.state IN ('sent', 'unknown') AND a.gateway_account_ref <> '' AND a.reference <> ''
   AND (a.asked_at IS NULL OR a.asked_at <= %(before)s)
   AND EXISTS (SELECT 1 FROM payments_attempthold h WHERE h.attempt_id = a.id AND h.live)
   AND NOT EXISTS (SELECT 1 FROM payments_attempthold h
                     JOIN ledger_subject_balance b
                       ON b.account_code = 'receivable' AND b.subject = h.target_ref AND b.balance_minor > 0
                    WHERE h.attempt_id = a.id)
 ORDER BY a.id LIMIT %(most)s
"""


def call_off_overtaken(*, by: Actor, at_once: bool = False) -> int:
    """Cancel every live try none of whose things is owed any more; returns how many. `at_once`: asked lately or not.

    Paid meanwhile: taken, credited, and a task. Not to be called off: tried again, and what comes late is credited.
    """
    before = clock.now() if at_once else clock.now() - AGAIN
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, {"before": before, "most": MOST})
        found = [row[0] for row in cursor.fetchall()]
    for attempt_id in found:
        try:
            cancel_attempt(attempt_id, by=by)
        except Refusal as busy:
            log.info("overtaken.skipped", id=str(attempt_id), code=busy.code)
    return len(found)
