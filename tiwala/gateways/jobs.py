"""Background work of this room."""

from __future__ import annotations

import time
from typing import Final

from procrastinate.contrib.django import app

from tiwala.gateways.actions.read_notices import BATCH
from tiwala.gateways.actions.read_notices import read_notices as read_some
from tiwala.kit import actor

REST_MAX_S: Final = 0.5
LINGER_S: Final = 0.05
"""A notice committed while this job was fetched saw it waiting and called nobody: look once more."""


@app.task(name="gateways.read_notices")
def read_notices() -> None:
    """Read the inbox until it is empty."""
    _drain()
    time.sleep(LINGER_S)
    _drain()


@app.periodic(cron="* * * * * */10")
@app.task(name="gateways.sweep_notices", queueing_lock="gateways.sweep_notices", pass_context=False)
def sweep_notices(timestamp: int = 0) -> None:
    """Read what a dead job or a lost call left waiting."""
    del timestamp
    _drain()


def _drain() -> None:
    """Read until it is empty; between full batches rest as long as the last one took.

    In a burst that leaves the door its half of the processor, and the reader still outruns what can come in.
    """
    begun = time.monotonic()
    while read_some(by=actor.job("gateways.read_notices")) == BATCH:
        time.sleep(min(time.monotonic() - begun, REST_MAX_S))
        begun = time.monotonic()
