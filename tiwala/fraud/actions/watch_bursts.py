"""Look for what is unusual, and tell of each burst once: a task, an event for letters, a line for the console."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.fraud.events import BurstBegan
from tiwala.fraud.models import Burst
from tiwala.fraud.monitor.bursts import Unusual, unusual
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action, advisory_lock
from tiwala.tasks.actions.raise_task import raise_task

_DISPUTES_QUIET: Final = timedelta(days=7)


@action
def watch_bursts(*, by: Actor) -> list[Burst]:
    """The bursts that began with this look. Those that go on grow; those that were quiet for long enough end."""
    advisory_lock("fraud:bursts")
    now = clock.now()
    going_on = {(one.kind, one.about, bytes(one.mark)): one for one in Burst.objects.going_on()}
    began = []
    for found in unusual(now):
        known = going_on.pop((found.kind, found.about, found.mark), None)
        if known is None:
            began.append(_begun(found, by=by))
        else:
            known.n, known.last_at = max(known.n, found.n), now
            known.payment_ref = found.payment_ref or known.payment_ref
            known.save(update_fields=["n", "last_at", "payment_ref"])
    for quiet in going_on.values():
        if _is_over(quiet, now):
            quiet.ended_at = now
            quiet.save(update_fields=["ended_at"])
            record("fraud_burst:end", quiet.public_id, by=by, kind=quiet.kind, n=quiet.n)
    return began


def _begun(found: Unusual, *, by: Actor) -> Burst:
    burst: Burst = Burst.objects.create(
        kind=found.kind,
        about=found.about,
        mark=found.mark,
        n=found.n,
        usual=found.usual,
        payment_ref=found.payment_ref,
    )
    raise_task("fraud_burst", burst.public_id, by=by, summary_facts={"burst": found.kind, "count": found.n})
    record("fraud_burst:begin", burst.public_id, by=by, kind=found.kind, n=found.n, about=found.about)
    publish(BurstBegan(burst.public_id))
    return burst


def _is_over(quiet: Burst, now: datetime) -> bool:
    rest = _DISPUTES_QUIET if quiet.kind == "disputes" else timedelta(minutes=conf.fraud.burst_quiet_min)
    return now - quiet.last_at >= rest
