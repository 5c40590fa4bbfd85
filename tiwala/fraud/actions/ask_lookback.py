"""Ask what a version of a rule would have done: answered by the worker, however much was seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tiwala.audit.actions.record import record
from tiwala.fraud.models import Lookback, RuleVersion
from tiwala.kit import clock, queue
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.errors import NotAllowed

DAYS: Final = 180
_STILL_FOR: Final = timedelta(minutes=30)


@action
def ask_lookback(version_ref: str, *, by: Actor) -> Lookback:
    """A new look back, or the one of this version that is under way. NotFound, NotAllowed."""
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    version: RuleVersion = RuleVersion.objects.by_public_id(version_ref)
    advisory_lock("fraud:lookbacks")
    moving = Lookback.objects.filter(
        version_ref=version.public_id, finished_at__isnull=True, moved_at__gt=clock.now() - _STILL_FOR
    ).first()
    if moving is not None:
        return moving
    made: Lookback = Lookback.objects.create(version_ref=version.public_id, days=DAYS, asked_by=by.id[:60])
    record("fraud_lookback:ask", made.public_id, by=by, rule=version.name, version=version.version)
    queue.defer("fraud.look_back", lock="fraud.look_back", lookback_ref=made.public_id)
    return made
