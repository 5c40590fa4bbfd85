"""Write down at once that we refused a try: whoever tries again and again must not thin out their own declines."""

from __future__ import annotations

from django.db import DatabaseError

from tiwala.fraud.actions.note_ending import note_ending
from tiwala.kit import logs

log = logs.logger(__name__)


def note_blocked(payment_ref: str, *, reason: str) -> None:
    """As note_ending, without waiting for the event that says the same. Never raises: the event says it again."""
    try:
        note_ending(payment_ref, how="blocked", reason=reason)
    except DatabaseError as trouble:
        log.warning("fraud.not_noted", payment_ref=payment_ref, error=type(trouble).__name__)
