"""Forget from where payments were begun, once no bank can ask any more."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.models import Attempt
from tiwala.payments.payer import KEPT

BATCH = 1_000


@action
def forget_payers(*, by: Actor) -> int:
    """Up to a thousand of the oldest; returns how many."""
    old = Attempt.objects.filter(created_at__lt=clock.now() - KEPT, payer__isnull=False).order_by("id")
    pks = list(old.values_list("pk", flat=True)[:BATCH])
    forgotten = Attempt.objects.filter(pk__in=pks).update(payer=None)
    if forgotten:
        record("attempt:forget_payers", "", by=by, count=forgotten)
    return int(forgotten)
