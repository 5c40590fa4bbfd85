"""Transfers whose time ran out end, so that what is owed can be paid another way."""

from __future__ import annotations

from tiwala.gateways.outcomes import Expired
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.transfers.queries import due_attempts


def expire_transfers(*, by: Actor) -> int:
    """End each through the funnel; one whose proof waits for a person stays. How many ended."""
    due = due_attempts(clock.now())
    for attempt in due:
        apply_outcome(attempt.pk, Expired(""), by=by, source="sweep")
    return len(due)
