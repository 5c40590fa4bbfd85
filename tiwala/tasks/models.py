"""The noun: something that needs a person."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models

from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.tasks.kinds import Kind, kind
from tiwala.tasks.states import TASK, TaskState


class TaskQuerySet(RowQuerySet["Task"]):
    """Reads of tasks."""

    def visible_to(self, actor: Actor) -> "TaskQuerySet":
        """Tasks are for staff who may view them."""
        return self.all() if actor.may("task.view") else self.none()

    def open(self) -> "TaskQuerySet":
        """What still needs somebody, the most urgent first."""
        return self.filter(state__in=[state.value for state in TASK.open]).order_by(
            models.F("due_at").asc(nulls_last=True), "created_at"
        )


class Task(Row):
    """One thing about one subject; at most one open of a kind for a subject. `facts` hold no personal data."""

    PREFIX: ClassVar[str] = "tsk"

    kind = models.CharField(max_length=40)
    subject_ref = models.CharField(max_length=160)
    facts = models.JSONField(default=dict)
    state = models.CharField(
        max_length=8, default=TaskState.OPEN.value, choices=[(state.value, state.value) for state in TaskState]
    )
    due_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=100, blank=True, default="")
    claimed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=100, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = SealedText(owner="key_owner", max_length=300, null=True, blank=True)
    times = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_ref"],
                condition=models.Q(state__in=["open", "claimed"]),
                name="tasks_task_one_open",
            )
        ]
        indexes = [models.Index(fields=["subject_ref"], name="tasks_task_subject")]
        triggers: ClassVar = [
            pgtrigger.FSM(name="task_moves", field="state", transitions=[(a.value, b.value) for a, b in TASK.pairs()])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_ref}"

    @property
    def key_owner(self) -> str:
        """Whose keys seal the note: people write names into it."""
        return "business"

    @property
    def about(self) -> Kind:
        """The kind's title and advice."""
        return kind(self.kind)
