"""Background work of fraud: three lines each, one action.

What calculates is loaded when it is called for: it brings NumPy, with 30 MB and a thread, and every process loads this.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

from tiwala.fraud.actions.count_hours import count_hours as count
from tiwala.fraud.actions.forget_erased import forget_erased as forget_those
from tiwala.fraud.actions.forget_old import BATCH
from tiwala.fraud.actions.forget_old import forget_old as forget
from tiwala.fraud.actions.remember_fraud import remember_fraud
from tiwala.fraud.actions.watch_bursts import watch_bursts as watch
from tiwala.fraud.memory.rows import unlearned
from tiwala.kit import actor

_BATCHES_A_NIGHT = 200


@app.periodic(cron="47 3 * * *")
@app.task(name="fraud.forget_old", queueing_lock="fraud.forget_old", pass_context=False)
def forget_old(timestamp: int = 0) -> None:
    """What was seen longer ago than the business keeps it, in small batches."""
    del timestamp
    for _ in range(_BATCHES_A_NIGHT):
        if forget(by=actor.job("fraud.forget_old")) < BATCH:
            break


@app.periodic(cron="*/10 * * * *")
@app.task(name="fraud.forget_erased", queueing_lock="fraud.forget_erased", pass_context=False)
def forget_erased(timestamp: int = 0) -> None:
    """Whoever was erased since the last look is nobody here either."""
    del timestamp
    forget_those(by=actor.job("fraud.forget_erased"))


@app.periodic(cron="* * * * *")
@app.task(name="fraud.learn_labels", queueing_lock="fraud.learn_labels", pass_context=False)
def learn_labels(timestamp: int = 0) -> None:
    """Teach long memory what became known as fraud, whoever wrote it down: within a minute."""
    del timestamp
    for payment_ref, known_at in unlearned():
        remember_fraud(payment_ref, known_at=known_at)


@app.periodic(cron="* * * * *")
@app.task(name="fraud.count_hours", queueing_lock="fraud.count_hours", pass_context=False)
def count_hours(timestamp: int = 0) -> None:
    """Keep the figures of the hour for the monitor."""
    del timestamp
    count()


@app.periodic(cron="13 2 * * *")
@app.task(name="fraud.train_model", queueing_lock="fraud.train_model", lock="fraud.train_model", pass_context=False)
def train(timestamp: int = 0) -> None:
    """Look at night whether there is enough to learn from, and train when the last time is long enough ago."""
    del timestamp
    from tiwala.fraud.actions.train_model import train_model

    train_model(by=actor.job("fraud.train_model"))


@app.periodic(cron="* * * * *")
@app.task(name="fraud.watch_bursts", queueing_lock="fraud.watch_bursts", pass_context=False)
def watch_bursts(timestamp: int = 0) -> None:
    """Look for what is unusual; people are told of each burst once."""
    del timestamp
    watch(by=actor.job("fraud.watch_bursts"))


@app.periodic(cron="37 2 * * *")
@app.task(name="fraud.measure_drift", queueing_lock="fraud.measure_drift", pass_context=False)
def drift(timestamp: int = 0) -> None:
    """How far the newest tries have moved from those that taught the models that stand."""
    del timestamp
    from tiwala.fraud.actions.measure_drift import measure_drift

    measure_drift(by=actor.job("fraud.measure_drift"))


@app.task(name="fraud.look_back")
def look_back(lookback_ref: str) -> None:
    """Ask a rule of what was seen; one at a time."""
    from tiwala.fraud.actions.look_back import look_back as look

    look(lookback_ref, by=actor.job("fraud.look_back"))
