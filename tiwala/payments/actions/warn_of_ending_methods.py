"""Tell people in good time that a card they had us keep ends."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.payments.actions.tell_of_method import tell_of_method
from tiwala.payments.civil import civil_today, is_civil
from tiwala.payments.models import SavedMethod

MOST = 200


def warn_of_ending_methods(*, by: Actor) -> int:
    """A month before, once a card and end, by day only; how many were told."""
    if not is_civil(clock.now()):
        return 0
    today = civil_today()
    soon = today + timedelta(days=conf.autopay.ending_warn_days)
    ending = SavedMethod.objects.kept().filter(ends_on__gte=today, ends_on__lte=soon, told_ending_on__isnull=True)
    refs = [(one.id, one.public_id) for one in ending.order_by("ends_on", "id")[:MOST]]
    for pk, ref in refs:
        tell_of_method(ref, what="ending", by=by)
        _told(pk)
    return len(refs)


@action
def _told(pk: UUID) -> None:
    SavedMethod.objects.filter(pk=pk).update(told_ending_on=civil_today())
