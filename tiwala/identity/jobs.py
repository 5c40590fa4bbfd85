"""What happens by itself."""

from procrastinate.contrib.django import app

from tiwala.identity.actions import forget_expired as forgetting


@app.periodic(cron="27 3 * * *")
@app.task(name="identity.forget_expired", queueing_lock="identity.forget_expired")
def forget_expired(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Drop old sessions and invitations."""
    forgetting.forget_expired()
