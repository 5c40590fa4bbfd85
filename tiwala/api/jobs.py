"""The API's housekeeping."""

from procrastinate.contrib.django import app

from tiwala.api import limits


@app.periodic(cron="17 4 * * *")
@app.task(name="api.forget", queueing_lock="api.forget", pass_context=False)
def forget(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Remove old counts."""
    limits.forget()
