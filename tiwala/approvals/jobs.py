"""What happens by itself."""

from procrastinate.contrib.django import app

from tiwala.approvals.actions.lapse_proposals import lapse_proposals
from tiwala.kit.actor import job


@app.periodic(cron="*/10 * * * *")
@app.task(name="approvals.lapse", queueing_lock="approvals.lapse")
def lapse(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Let go of what nobody decided in time."""
    lapse_proposals(by=job("approvals.lapse"))
