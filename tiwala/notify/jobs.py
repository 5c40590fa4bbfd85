"""Background jobs of this room: three lines each, calling an action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tiwala.kit import actor, ids
from tiwala.notify.actions.deliver_due import deliver_due
from tiwala.notify.actions.deliver_letter import deliver_letter


@app.task(name="notify.deliver", lock="notify.deliver", pass_context=False)
def deliver(letter_ref: str) -> None:
    """Send one letter, soon after it was written. What does not go out now is taken up by `notify.retry`.

    One at a time: a mail server that hangs keeps one pair of a worker's hands, and payments go on in the others.
    """
    deliver_letter(ids.decode("ltr", letter_ref), by=actor.job("notify.deliver"))


@app.periodic(cron="* * * * *")
@app.task(name="notify.retry", queueing_lock="notify.retry")
def retry(timestamp: int) -> None:  # noqa: ARG001 -- given by the scheduler
    """Every minute: the letters whose next try is due, and those that a dead worker left behind."""
    deliver_due(by=actor.job("notify.retry"))
