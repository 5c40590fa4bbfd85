"""Say that the house is under attack: the stricter pack counts for some hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.fraud.models import Alarm
from tiwala.fraud.ruling import hold_rules
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotAllowed

HOURS_MAX: Final = 72
WHY_LETTERS: Final = 200


@action
def begin_alarm(*, hours: int, why: str, by: Actor) -> Alarm:
    """From now on and for so many hours, then it ends by itself. One person is enough: an attack does not wait.

    What ran before ends now, so that the newest word counts. BadInput without a reason, beyond 72 hours; NotAllowed.
    """
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    reason = " ".join(why.split())
    if not reason or len(reason) > WHY_LETTERS:
        raise BadInput(fields={"why": _("Please say why, in at most 200 letters.")})
    if not 1 <= hours <= HOURS_MAX:
        raise BadInput(fields={"hours": _("Between 1 and 72 hours.")})
    hold_rules()
    now = clock.now()
    Alarm.objects.filter(ends_at__gt=now).update(ends_at=now)
    made: Alarm = Alarm.objects.create(
        created_at=now, why=reason, owner_ref=by.id[:60], ends_at=now + timedelta(hours=hours)
    )
    record("fraud_alarm:begin", made.public_id, by=by, hours=hours, why=reason)
    return made
