"""Background work of payments: three lines each, one action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tiwala.kit import actor
from tiwala.payments.actions.remind_of_disputes import remind_of_disputes as remind
from tiwala.payments.actions.sweep_unknown import sweep_unknown as sweep


@app.periodic(cron="* * * * * */10")
@app.task(name="payments.sweep_unknown", queueing_lock="payments.sweep_unknown", pass_context=False)
def sweep_unknown(timestamp: int = 0) -> None:
    """Ask about every live attempt and open refund whose time has come."""
    del timestamp
    sweep(by=actor.job("payments.sweep_unknown"))


@app.periodic(cron="7 * * * *")
@app.task(name="payments.remind_of_disputes", queueing_lock="payments.remind_of_disputes", pass_context=False)
def remind_of_disputes(timestamp: int = 0) -> None:
    """Tell staff of disputes that wait for an answer: seven, three and one day before it is too late."""
    del timestamp
    remind(by=actor.job("payments.remind_of_disputes"))
