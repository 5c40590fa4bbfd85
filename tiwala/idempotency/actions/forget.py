"""Forget keys that are old enough."""

from __future__ import annotations

from datetime import timedelta

from tiwala.idempotency.models import Key
from tiwala.kit import clock
from tiwala.kit.conf import conf
from tiwala.kit.db import action


@action
def forget() -> int:
    """Remove keys older than conf.ops.idempotency_keep_h hours and their answers; returns how many."""
    oldest = clock.now() - timedelta(hours=conf.ops.idempotency_keep_h)
    return int(Key.objects.filter(created_at__lt=oldest).delete()[0])
