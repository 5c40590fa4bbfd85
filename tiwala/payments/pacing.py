"""Not too many tries for one thing owed, whoever holds its link: each asks a gateway, and a gateway counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import Count, Q

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import assert_in_transaction
from tiwala.payments.errors import TooManyStarts
from tiwala.payments.models import PaymentTarget

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)


def refuse_too_many(target_refs: Iterable[str], *, by: Actor) -> None:
    """TooManyStarts above `conf.pay.starts_per_minute` or `starts_per_hour` for one of these.

    Payers only: staff and jobs are known, an API key has its own rate. What was begun is counted where it is kept,
    hence by all processes together; the caller has locked what is owed, so no two count at once.
    """
    if by.kind not in ("guest", "person") or by.is_staff:
        return
    assert_in_transaction()
    now = clock.now()
    begun = PaymentTarget.objects.filter(target_ref__in=list(target_refs), payment__created_at__gt=now - _HOUR)
    in_last_minute = Count("pk", filter=Q(payment__created_at__gt=now - _MINUTE))
    counts = begun.order_by().values("target_ref").annotate(minute=in_last_minute, hour=Count("pk"))
    for minute, hour in counts.values_list("minute", "hour"):
        if minute >= conf.pay.starts_per_minute or hour >= conf.pay.starts_per_hour:
            raise TooManyStarts(minute=minute, hour=hour)
