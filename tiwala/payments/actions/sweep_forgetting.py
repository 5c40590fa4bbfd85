"""Ask again about every method that is to be forgotten and whose time has come."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import connection

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import Refusal
from tiwala.payments.actions.forget_at_gateway import forget_at_gateway

LEASE: Final = timedelta(minutes=2)
MOST: Final = 50
log = structlog.get_logger()

_TAKE: Final = """
UPDATE payments_savedmethod SET next_ask_at = %s WHERE id = (
    SELECT id FROM payments_savedmethod WHERE next_ask_at <= %s AND state = 'forgetting'
     ORDER BY next_ask_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def sweep_forgetting(*, by: Actor) -> int:
    """The longest waiting first; two sweeps share the work, and one that fails holds up no other."""
    asked = 0
    while asked < MOST and (method_id := _take()) is not None:
        try:
            forget_at_gateway(method_id, by=by)
        except Refusal as busy:
            log.info("forgetting.skipped", code=busy.code)
        asked += 1
    return asked


@action
def _take() -> UUID | None:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [now + LEASE, now])
        found = cursor.fetchone()
    return found[0] if found else None
