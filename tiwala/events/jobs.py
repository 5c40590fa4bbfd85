"""Bringing messages, and the queue's own housekeeping: what a killed worker left, and what is long done.

The housekeeping lives here because deliveries are what it protects first; it serves every room's jobs.
"""

import procrastinate
from procrastinate.contrib.django import app

from tiwala.events.actions import deliver as delivering
from tiwala.events.actions import redeliver as sweeping
from tiwala.kit.queue import Urgency

_SILENT_S = 30
_KEEP_H = 72


@app.task(name="events.deliver")
def deliver(delivery_id: int) -> None:
    """Bring one message to one handler."""
    delivering.deliver(delivery_id)


@app.periodic(cron="* * * * *")
@app.task(name="events.redeliver", queueing_lock="events.redeliver")
def redeliver(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Queue what nobody is bringing."""
    sweeping.redeliver()


@app.periodic(cron="41 2 * * *")
@app.task(name="events.forget", queueing_lock="events.forget")
def forget(timestamp: int = 0) -> None:  # noqa: ARG001
    """Remove old messages."""
    sweeping.forget()


@app.periodic(cron="* * * * * */30")
@app.task(
    name="events.retry_stalled_jobs",
    queueing_lock="events.retry_stalled_jobs",
    pass_context=True,
    priority=Urgency.UPKEEP,
)
async def retry_stalled_jobs(context: procrastinate.JobContext, timestamp: int = 0) -> None:  # noqa: ARG001
    """Queue again the jobs of workers whose heartbeat stopped; every job of ours may run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT_S):
        try:
            await manager.retry_job(job)
        except procrastinate.exceptions.UniqueViolation:  # the next one of its kind is queued already
            await manager.finish_job(job, procrastinate.jobs.Status.FAILED, delete_job=True)


@app.periodic(cron="11 3 * * *")
@app.task(name="events.remove_old_jobs", queueing_lock="events.remove_old_jobs", pass_context=True)
async def remove_old_jobs(context: procrastinate.JobContext, timestamp: int = 0) -> None:  # noqa: ARG001
    """Remove finished jobs after three days; failed ones stay a month for somebody to look at."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=_KEEP_H)
    await manager.delete_old_jobs(nb_hours=30 * 24, include_failed=True, include_cancelled=True, include_aborted=True)
