"""Background work of payments: three lines each, one action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tiwala.kit import actor
from tiwala.payments.actions.sweep_unknown import sweep_unknown as sweep


@app.periodic(cron="* * * * * */10")
@app.task(name="payments.sweep_unknown", queueing_lock="payments.sweep_unknown", pass_context=False)
def sweep_unknown(timestamp: int = 0) -> None:
    """Ask about every live attempt and open refund whose time has come."""
    del timestamp
    sweep(by=actor.job("payments.sweep_unknown"))
