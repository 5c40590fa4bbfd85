"""Bring one message to one handler.

A handler calls an action, and an action commits by itself: "handled" and "noted as handled" are two commits. So a
delivery is taken under a lease, handled, and marked done. Two workers never hold the same lease; a worker killed in
between leaves the delivery to whoever comes after the lease, and the handler then runs again: handlers are idempotent
(they may key what they do by `message_ref`). What is said is never lost and, short of a crash, heard exactly once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from django.db import connection

from tiwala.events import registry
from tiwala.events.models import Delivery
from tiwala.events.queueing import have_brought
from tiwala.events.states import DeliveryState as S
from tiwala.kit import clock, ids, queue
from tiwala.kit.db import action

LEASE = timedelta(minutes=5)
PAUSES_S = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600)
"""How long to wait after each fault; after the last one a person is asked."""

_log = structlog.get_logger("events")


def deliver(delivery_id: int) -> bool:
    """Run the handler unless somebody else has or does; returns whether it ran to its end."""
    taken = _take(delivery_id)
    if taken is None:
        return False
    try:
        _call(taken)
    except Exception as error:  # noqa: BLE001 -- whatever a handler breaks on, the next try is ours to arrange
        _put_off(taken, error)
        return False
    _finish(taken)
    return True


@action
def _take(delivery_id: int) -> Delivery | None:
    """The delivery, leased to this worker; None when it is done, failed, paused or held by another."""
    _commit_lazily()
    free = Delivery.objects.select_for_update(of=("self",), skip_locked=True).select_related("message")
    now = clock.now()
    found = free.filter(pk=delivery_id, state__in=(S.WAITING, S.RUNNING), free_at__lte=now).first()
    if found is not None:
        found.state, found.tries, found.free_at = S.RUNNING.value, found.tries + 1, now + LEASE
        found.save(update_fields=["state", "tries", "free_at"])
    return found


def _call(taken: Delivery) -> None:
    handler = registry.handler(taken.handler)
    if handler is None:  # heard by an older version only: nobody is left to tell
        _log.warning("events.handler_gone", handler=taken.handler)
        return
    message = taken.message
    facts: dict[str, Any] = message.payload | {registry.ALSO: ids.encode("msg", message.id)}
    handler(**{name: facts[name] for name in registry.wanted_fields(handler)})


@action
def _finish(taken: Delivery) -> None:
    _commit_lazily()
    _mine(taken).update(state=S.DONE.value, last_error="")


@action
def _put_off(taken: Delivery, error: Exception) -> None:
    """Arrange the next try, or hand it to a person. Only the fault's kind is kept: its words may name people."""
    why = type(error).__name__
    _log.warning("events.handler_broke", handler=taken.handler, delivery=taken.pk, tries=taken.tries, error=why)
    if taken.tries <= len(PAUSES_S):
        at = clock.now() + timedelta(seconds=PAUSES_S[taken.tries - 1])
        if _mine(taken).update(state=S.WAITING.value, free_at=at, last_error=why):
            queue.defer_at("events.deliver", at, urgency=registry.urgency_of(taken.handler), delivery_id=taken.pk)
    elif _mine(taken).update(state=S.FAILED.value, last_error=why):
        facts = {"handler": taken.handler, "event": taken.message.name, "error": why}
        subject = ids.encode("msg", taken.message_id)
        queue.defer("tasks.raise", kind="delivery_failed", subject_ref=f"{subject}:{taken.pk}", facts=facts)


def _commit_lazily() -> None:
    """Do not wait for the disk: when a power cut eats this commit, the lease ends and the handler runs again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


def _mine(taken: Delivery) -> Any:
    """The delivery while our lease is the newest: `tries` counts the leases."""
    return Delivery.objects.filter(pk=taken.pk, state=S.RUNNING.value, tries=taken.tries)


@action
def send_again(delivery_id: int) -> None:
    """Try a failed delivery once more from the start; does nothing to any other."""
    failed = Delivery.objects.filter(pk=delivery_id, state=S.FAILED.value)
    if failed.update(state=S.WAITING.value, tries=0, free_at=clock.now()):
        have_brought(Delivery.objects.filter(pk=delivery_id).values_list("pk", "handler"))
