"""Background jobs of this room: three lines each, calling an action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tiwala.invoicing.actions.forget_misses import forget_misses
from tiwala.kit import actor


@app.periodic(cron="23 * * * *")
@app.task(name="invoicing.forget_misses", queueing_lock="invoicing.forget_misses")
def forget(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Every hour: counts of guessed tokens that no longer matter."""
    forget_misses(by=actor.job("invoicing.forget_misses"))
