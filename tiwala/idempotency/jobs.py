"""Forgetting old keys, every day."""

from procrastinate.contrib.django import app

from tiwala.idempotency.actions import forget as forgetting


@app.periodic(cron="37 2 * * *")
@app.task(name="idempotency.forget", queueing_lock="idempotency.forget")
def forget(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Remove old keys and their answers."""
    forgetting.forget()
