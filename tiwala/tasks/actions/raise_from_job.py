"""Ask for a person, from a job."""

from __future__ import annotations

from typing import Any

from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.raise_task import raise_task
from tiwala.tasks.models import Task


@action
def raise_from_job(kind: str, subject_ref: str, *, facts: dict[str, Any], by: Actor) -> Task:
    """raise_task in a transaction of its own."""
    return raise_task(kind, subject_ref, by=by, summary_facts=facts)
