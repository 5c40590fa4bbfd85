"""Background work of this room."""

from __future__ import annotations

import time
from typing import Final

from procrastinate.contrib.django import app

from tiwala.gateways import inbox
from tiwala.gateways.actions.mend_circuits import mend_circuits as mend
from tiwala.gateways.actions.read_notices import BATCH
from tiwala.gateways.actions.read_notices import read_notices as read_some
from tiwala.gateways.actions.roll_up_calls import roll_up_calls as roll_up
from tiwala.kit import actor
from tiwala.kit.one_at_a_time import OneAtATime
from tiwala.kit.queue import Urgency

REST_S: Final = 0.5
BUSY_S: Final = 0.1
LINGER_S: Final = 0.05
"""A notice committed while this job was fetched saw it waiting and called nobody: look once more."""


@app.task(name="gateways.read_notices", priority=Urgency.MONEY)
def read_notices() -> None:
    """Read the inbox until it is empty."""
    _drain()
    time.sleep(LINGER_S)
    _drain()


@app.periodic(cron="* * * * * */10")
@app.task(
    name="gateways.sweep_notices",
    queueing_lock="gateways.sweep_notices",
    pass_context=False,
    priority=Urgency.MONEY,
)
def sweep_notices(timestamp: int = 0) -> None:
    """Read what a dead job or a lost call left waiting."""
    del timestamp
    _drain()


@app.periodic(cron="* * * * * */15")
@app.task(name="gateways.mend_circuits", queueing_lock="gateways.mend_circuits", pass_context=False)
def mend_circuits(timestamp: int = 0) -> None:
    """Ask the gateways that were in trouble whether they work again."""
    del timestamp
    mend(by=actor.job("gateways.mend_circuits"))


@app.periodic(cron="*/5 * * * *")
@app.task(name="gateways.roll_up_calls", queueing_lock="gateways.roll_up_calls", pass_context=False)
def roll_up_calls(timestamp: int = 0) -> None:
    """Keep the figures of the hour, forget old calls."""
    del timestamp
    roll_up()


@OneAtATime  # several readers of one process would only wait for each other, and keep other jobs from their places
def _drain() -> None:
    """Read until it is empty; while the door is busy, rest between full batches.

    A gateway waits for its answer a few seconds only, and what is on disk is read in any case: a burst leaves the
    processor to the door. Some 300 a second are read even then, and thousands once it is over.
    """
    while read_some(by=actor.job("gateways.read_notices")) == BATCH:
        if inbox.seconds_since_newest() < BUSY_S:
            time.sleep(REST_S)
