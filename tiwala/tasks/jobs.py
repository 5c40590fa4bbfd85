"""Tasks asked for by name, from rooms that are strangers to this one."""

from typing import Any

from procrastinate.contrib.django import app

from tiwala.kit.actor import job
from tiwala.tasks.actions.raise_from_job import raise_from_job


@app.task(name="tasks.raise")
def raise_task(kind: str, subject_ref: str, facts: dict[str, Any]) -> None:
    """Raise one task."""
    raise_from_job(kind, subject_ref, facts=facts, by=job("tasks.raise"))
