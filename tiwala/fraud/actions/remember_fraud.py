"""Teach long memory that a try was fraud, as soon as that is known."""

from __future__ import annotations

from datetime import datetime

from tiwala.fraud.memory.book import Remembered, take_label
from tiwala.fraud.memory.recalling import looked_of, remembered_once
from tiwala.fraud.memory.rows import Locked
from tiwala.fraud.models import Sighting
from tiwala.kit.db import action


@action
def remember_fraud(payment_ref: str, *, known_at: datetime) -> None:
    """Learn it on each key of the try. Told twice, it is learned once; a try that was not yet remembered is, first."""
    seen = Sighting.objects.filter(payment_ref=payment_ref).first()
    if seen is None:
        return
    recalled = remembered_once(seen, ended="otherwise")
    if recalled.fraud_known_at is not None:
        return
    recalled.fraud_known_at = known_at
    recalled.save(update_fields=["fraud_known_at"])
    looked, keys = looked_of(seen)
    rows = Locked(keys, seen.currency)
    of = Remembered(looked.at, looked.amount, tuple(keys), recalled.is_explained)
    take_label(rows.memories, rows.amounts, of, int(known_at.timestamp()))
    rows.keep()
