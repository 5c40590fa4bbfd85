"""Take a task on, so that two people do not work on the same thing."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.models import Task
from tiwala.tasks.states import TASK, TaskState


@action
def claim_task(task_id: UUID, *, by: Actor) -> Task:
    """Note who works on the task; a colleague may take it over. Refuses (WrongState) when it is done."""
    task = Task.objects.locked(task_id)
    task.state = TASK.after(TaskState(task.state), "claim").value
    task.claimed_by, task.claimed_at = by.id, clock.now()
    task.save(update_fields=["state", "claimed_by", "claimed_at"])
    record("task:claim", task.public_id, by=by, kind=task.kind, about=task.subject_ref)
    return task
