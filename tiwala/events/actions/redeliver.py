"""Find what nobody is bringing: a lost job, a killed worker, a pause that is over."""

from __future__ import annotations

from datetime import timedelta

from tiwala.events.models import Delivery, Message
from tiwala.events.queueing import have_brought
from tiwala.events.states import DELIVERY
from tiwala.kit import clock
from tiwala.kit.db import action

KEEP = timedelta(days=90)
_GRACE = timedelta(seconds=30)
_MOST = 1_000


@action
def redeliver() -> int:
    """Queue every open delivery that has been free for a while; returns how many. The lease keeps two from running."""
    open_states = [state.value for state in DELIVERY.open]
    free = Delivery.objects.filter(state__in=open_states, free_at__lte=clock.now() - _GRACE).order_by("free_at")
    found = list(free.values_list("pk", "handler")[:_MOST])
    have_brought(found)
    return len(found)


@action
def forget() -> int:
    """Remove messages older than KEEP whose deliveries are all over; returns how many."""
    open_states = [state.value for state in DELIVERY.open]
    old = Message.objects.filter(at__lt=clock.now() - KEEP).exclude(deliveries__state__in=open_states)
    few = list(old.values_list("pk", flat=True)[:10_000])
    return int(Message.objects.filter(pk__in=few).delete()[1].get("events.Message", 0))
