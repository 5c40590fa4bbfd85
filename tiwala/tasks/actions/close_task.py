"""Close a task, with a word on what was done."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, assert_in_transaction
from tiwala.tasks.models import Task
from tiwala.tasks.states import TASK, TaskState

_LONGEST = 300


@action
def close_task(task_id: UUID, *, by: Actor, outcome: str) -> Task:
    """Mark the task as done, with a note of what was done. Refuses (WrongState) when it is done already."""
    task = Task.objects.locked(task_id)
    _close(task, by=by, outcome=outcome)
    record("task:close", task.public_id, by=by, kind=task.kind, about=task.subject_ref)
    return task


def close_tasks_about(kind: str, subject_ref: str, *, by: Actor, outcome: str) -> int:
    """Close the open task of this kind about a subject, because its need went away; returns how many. A step.

    The caller's own audit record says why.
    """
    assert_in_transaction()
    open_states = [state.value for state in TASK.open]
    found = Task.objects.select_for_update().filter(kind=kind, subject_ref=subject_ref, state__in=open_states)
    for task in (tasks := list(found)):
        _close(task, by=by, outcome=outcome)
    return len(tasks)


def _close(task: Task, *, by: Actor, outcome: str) -> None:
    task.state = TASK.after(TaskState(task.state), "close").value
    task.closed_by, task.closed_at, task.outcome = by.id, clock.now(), outcome.strip()[:_LONGEST]
    task.save(update_fields=["state", "closed_by", "closed_at", "outcome"])
