"""Forget yesterday's guesses at pay links."""

from __future__ import annotations

from datetime import timedelta

from tiwala.audit.actions.record import record
from tiwala.invoicing.models import LinkMiss
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action

KEEP = timedelta(hours=24)


@action
def forget_misses(*, by: Actor) -> int:
    """Remove the counts of tries that opened nothing and are older than a day; says how many. Only counts are lost."""
    before = int((clock.now() - KEEP).timestamp()) // 60
    count, _by_kind = LinkMiss.objects.filter(minute__lt=before).delete()
    if count:
        record("pay_link:forget_misses", "pay_link", by=by, count=count)
    return count
