"""Collect everything whose time has come, and remind of what was given up."""

from __future__ import annotations

import time
from typing import Final
from uuid import UUID

import structlog

from tiwala.autopay.actions.collect import collect
from tiwala.autopay.models import Collection
from tiwala.invoicing.actions.remind import remind
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import Refusal
from tiwala.payments.civil import is_civil

SWEEP_S: Final = 40.0
MOST: Final = 500
log = structlog.get_logger()


def collect_due(*, by: Actor) -> int:
    """The longest due first; one that fails holds up no other. By day only; how many were looked at."""
    if not is_civil(clock.now()):
        return 0
    end, done = time.monotonic() + SWEEP_S, 0
    due = Collection.objects.filter(due_at__lte=clock.now()).order_by("due_at", "id")
    for pk, state in list(due.values_list("pk", "state")[:MOST]):
        if time.monotonic() >= end:
            break
        try:
            _remind(pk, by=by) if state == "stopped" else collect(pk, by=by)
        except Refusal as busy:
            log.info("autopay.skipped", collection=str(pk), code=busy.code)
        done += 1
    return done


def _remind(collection_id: UUID, *, by: Actor) -> None:
    """The ordinary reminder, once, the day after it was given up; nothing when it was paid meanwhile."""
    invoice_ref = _take(collection_id)
    if invoice_ref:
        remind(invoice_ref, by=by)


@action
def _take(collection_id: UUID) -> str:
    collection = Collection.objects.locked(collection_id)
    if collection.state != "stopped" or collection.due_at is None:
        return ""
    collection.due_at = None
    collection.save(update_fields=["due_at"])
    return collection.invoice_ref
