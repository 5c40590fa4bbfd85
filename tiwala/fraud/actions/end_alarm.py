"""Say that the attack is over."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.fraud.models import Alarm
from tiwala.fraud.ruling import hold_rules
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed


@action
def end_alarm(*, by: Actor) -> bool:
    """Whether there was one to end; the stricter pack counts no more."""
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    hold_rules()
    now = clock.now()
    found = list(Alarm.objects.select_for_update().filter(ends_at__gt=now))
    for one in found:
        one.ends_at = now
        one.save(update_fields=["ends_at"])
        record("fraud_alarm:end", one.public_id, by=by)
    return bool(found)
