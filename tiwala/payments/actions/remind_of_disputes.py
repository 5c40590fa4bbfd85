"""The clock of disputes: staff hear seven, three and one day before the answer is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.events import DisputeDue
from tiwala.payments.models import Dispute
from tiwala.payments.states import DisputeState

STEPS: Final = (1, 3, 7)
"""Days left at which a letter goes out, each once for a deadline."""


def remind_of_disputes(*, by: Actor) -> int:
    """Tell of each whose step has come; returns how many. A house that slept tells of the last step only."""
    until = clock.now() + timedelta(days=max(STEPS))
    due = Dispute.objects.filter(state=DisputeState.NEEDS_ANSWER, answer_by__gt=clock.now(), answer_by__lte=until)
    return sum(_remind(pk, by=by) for pk in list(due.order_by("answer_by").values_list("pk", flat=True)))


def _step_of(dispute: Dispute) -> int | None:
    """The step that has come: the least number of days that still covers what is left."""
    if dispute.answer_by is None:
        return None
    left = dispute.answer_by - clock.now()
    return next((days for days in STEPS if timedelta(0) < left <= timedelta(days=days)), None)


@action
def _remind(dispute_id: UUID, *, by: Actor) -> bool:
    dispute = Dispute.objects.locked(dispute_id)
    step = _step_of(dispute)
    is_told = step is None or (dispute.told_days is not None and dispute.told_days <= step)
    if is_told or step is None or dispute.state != DisputeState.NEEDS_ANSWER:
        return False
    dispute.told_days = step
    dispute.save(update_fields=["told_days"])
    record("dispute:remind", dispute.public_id, by=by, days_left=step)
    publish(DisputeDue(dispute.public_id, step))
    return True
