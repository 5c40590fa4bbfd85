"""What happens by itself."""

from procrastinate.contrib.django import app

from tiwala.identity.actions import forget_expired as forgetting
from tiwala.identity.actions import warn_of_ending_keys as warning
from tiwala.kit.actor import job


@app.periodic(cron="27 3 * * *")
@app.task(name="identity.forget_expired", queueing_lock="identity.forget_expired")
def forget_expired(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Drop old sessions and invitations."""
    forgetting.forget_expired()


@app.periodic(cron="41 0 * * *")
@app.task(name="identity.warn_of_ending_keys", queueing_lock="identity.warn_of_ending_keys")
def warn_of_ending_keys(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Say in time which keys end."""
    warning.warn_of_ending_keys(by=job("identity.warn_of_ending_keys"))
