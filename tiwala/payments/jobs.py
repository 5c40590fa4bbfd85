"""Background work of payments: three lines each, one action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tiwala.kit import actor
from tiwala.payments.actions.remind_of_disputes import remind_of_disputes as remind
from tiwala.payments.actions.sweep_forgetting import sweep_forgetting as sweep_methods
from tiwala.payments.actions.sweep_unknown import sweep_unknown as sweep
from tiwala.payments.actions.warn_of_ending_methods import warn_of_ending_methods as warn


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


@app.periodic(cron="* * * * * */30")
@app.task(name="payments.sweep_forgetting", queueing_lock="payments.sweep_forgetting", pass_context=False)
def sweep_forgetting(timestamp: int = 0) -> None:
    """Ask again about methods that a gateway is to forget."""
    del timestamp
    sweep_methods(by=actor.job("payments.sweep_forgetting"))


@app.periodic(cron="17 * * * *")
@app.task(name="payments.warn_of_ending", queueing_lock="payments.warn_of_ending", pass_context=False)
def warn_of_ending(timestamp: int = 0) -> None:
    """By day, tell whoever has a card kept that ends soon."""
    del timestamp
    warn(by=actor.job("payments.warn_of_ending"))
