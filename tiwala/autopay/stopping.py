"""Call off what waits under an agreement: a step. What is under way is finished."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.states import WAITS
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction

PLANNED_ANEW = ("changed", "paused")
"""What was called off for these reasons is planned again when the agreement allows it."""


def call_off(agreement: Agreement, *, why: str, by: Actor) -> int:
    """Stop every collection that waits, the agreement being locked; how many."""
    assert_in_transaction()
    waiting = Collection.objects.select_for_update(of=("self",)).filter(
        agreement=agreement, state__in=[state.value for state in WAITS]
    )
    rows = list(waiting.order_by("id"))
    for row in rows:
        stop(row, why=why, by=by)
    return len(rows)


def stop(collection: Collection, *, why: str, by: Actor) -> None:
    """Stop one, which the caller has locked."""
    collection.move("stop")
    collection.why, collection.due_at = why[:40], None
    collection.save(update_fields=["state", "state_at", "why", "due_at"])
    record("collection:stop", collection.public_id, by=by, why=why)
