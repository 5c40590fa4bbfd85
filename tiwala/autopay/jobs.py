"""Background work of autopay: three lines each, one action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tiwala.autopay.actions.collect_due import collect_due as collect
from tiwala.autopay.actions.plan_for_all import plan_for_all
from tiwala.kit import actor


@app.periodic(cron="* * * * *")
@app.task(name="autopay.collect_due", queueing_lock="autopay.collect_due", pass_context=False)
def collect_due(timestamp: int = 0) -> None:
    """By day, collect what is due."""
    del timestamp
    collect(by=actor.job("autopay.collect_due"))


@app.periodic(cron="41 * * * *")
@app.task(name="autopay.plan", queueing_lock="autopay.plan", pass_context=False)
def plan(timestamp: int = 0) -> None:
    """Every hour, plan what an event missed."""
    del timestamp
    plan_for_all(by=actor.job("autopay.plan"))
