"""Take a try into long memory once it has ended: after the answer, never in the payer's way."""

from __future__ import annotations

from tiwala.fraud.memory.book import Ended
from tiwala.fraud.memory.recalling import remembered_once
from tiwala.fraud.models import Sighting
from tiwala.kit.db import action


@action
def remember_try(payment_ref: str, *, ended: Ended) -> None:
    """Remember a try that was seen, on each of its keys. Told twice, it is remembered once.

    One that was paid after it was declined is remembered once, too, and its amount becomes part of the habit.
    """
    seen = Sighting.objects.filter(payment_ref=payment_ref).first()
    if seen is not None:
        remembered_once(seen, ended=ended)
