"""Have deliveries brought: one statement for those that money waits for, one for the rest."""

from __future__ import annotations

from collections.abc import Iterable

from tiwala.events import registry
from tiwala.kit import queue


def have_brought(deliveries: Iterable[tuple[int, str]]) -> None:
    """Queue these deliveries (id, handler), each as urgent as its handler."""
    found = list(deliveries)
    for urgency in queue.Urgency:
        rows = [{"delivery_id": pk} for pk, handler in found if registry.urgency_of(handler) is urgency]
        queue.defer_many("events.deliver", rows, urgency=urgency)
