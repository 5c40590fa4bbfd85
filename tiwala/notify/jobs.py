"""Background jobs of this room: three lines each, calling an action.

The row of a letter is the promise to send it. One job serves any number of them, a batch at a time, and calls for
itself again while more is due: a long outbox is one job in the queue. Both share a lock: a mail server that hangs keeps
one pair of a worker's hands, and payments go on in the others.
"""

from __future__ import annotations

from typing import Final

from procrastinate.contrib.django import app

from tiwala.kit import actor, queue
from tiwala.notify.actions.deliver_due import deliver_due

DELIVER: Final = "notify.deliver"


@app.task(name="notify.deliver", queueing_lock="notify.deliver", lock="notify.deliver", pass_context=False)
def deliver() -> None:
    """Send a batch of what is due, soon after a letter was written. What must wait is taken up by `notify.retry`."""
    if deliver_due(by=actor.job("notify.deliver")).has_more:
        queue.call_at_once(DELIVER)


@app.periodic(cron="* * * * *")
@app.task(name="notify.retry", queueing_lock="notify.retry", lock="notify.deliver", pass_context=False)
def retry(timestamp: int = 0) -> None:
    """Every minute: the letters whose next try is due, and those that a dead worker or a lost call left behind."""
    del timestamp
    if deliver_due(by=actor.job("notify.retry")).has_more:
        queue.call_at_once(DELIVER)
