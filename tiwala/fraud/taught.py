"""What own history taught: versions of a model, whose words never change; each training; and how far things moved."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.fraud.states import MODEL, ModelStage
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.rows import Row, RowQuerySet

TRAININGS = ("kept", "not_enough", "worse", "too_long", "failed")
"""How a training may end: with a new version, or why without one."""


class ModelVersionQuerySet(RowQuerySet["ModelVersion"]):
    """Versions by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may watch fraud."""
        return self.all() if actor.may("fraud.view") else self.none()


class ModelVersion(Row):
    """One trained model as JSON, what it was trained on, and what it was worth on later tries: all that never changes.

    Its stage moves. Live, its score is what rules ask for, and a second person said yes; in shadow it scores beside.
    One at most is live, and one in shadow. `sha256` is of the document as it stands here.
    `known_until`: no label that became known later taught it. `spreads`: how its columns were spread then.
    """

    PREFIX = "fmv"

    number = models.PositiveIntegerField(unique=True)
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    tries = models.PositiveIntegerField()
    frauds = models.PositiveIntegerField()
    tries_since = models.DateTimeField()
    tries_until = models.DateTimeField()
    known_until = models.DateTimeField()
    measures = models.JSONField()
    spreads = models.JSONField()
    author_ref = models.CharField(max_length=60)
    stage = models.CharField(max_length=10, default=ModelStage.DRAFT.value)
    staged_at = models.DateTimeField(default=clock.now)
    staged_by = models.CharField(max_length=60)
    watched_since = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    is_alone = models.BooleanField(default=False)

    objects: ClassVar[ModelVersionQuerySet] = ModelVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:  # noqa: D106 -- says it
        app_label = "fraud"
        constraints: ClassVar = [
            models.UniqueConstraint(name="fraud_model_one_live", fields=["stage"], condition=Q(stage="live")),
            models.UniqueConstraint(name="fraud_model_one_shadow", fields=["stage"], condition=Q(stage="shadow")),
            models.CheckConstraint(name="fraud_model_stage_known", condition=Q(stage__in=list(ModelStage))),
            models.CheckConstraint(name="fraud_model_sha256", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="fraud_model_live_by_another",
                condition=~Q(stage="live") | Q(approved_at__isnull=False) & ~Q(approved_by=""),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="model_stays", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="model_moves", field="stage", transitions=[(a.value, b.value) for a, b in MODEL.pairs()]
            ),
            pgtrigger.ReadOnly(
                name="model_stays_as_trained",
                fields=[
                    *("number", "document", "sha256", "tries", "frauds", "tries_since", "tries_until", "known_until"),
                    *("measures", "spreads", "author_ref", "created_at"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"model {self.number}"

    def move(self, move: str, *, by: Actor) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.stage = MODEL.after(ModelStage(self.stage), move).value
        self.staged_at, self.staged_by = clock.now(), by.id[:60]


class Training(models.Model):
    """One training that came to its end, whatever came of it. Only added to; one that was killed left nothing."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(default=clock.now)
    how = models.CharField(max_length=10)
    tries = models.PositiveIntegerField()
    frauds = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)
    model_ref = models.CharField(max_length=40, blank=True, default="")

    class Meta:  # noqa: D106 -- says it
        app_label = "fraud"
        constraints: ClassVar = [
            models.CheckConstraint(name="fraud_training_known", condition=Q(how__in=TRAININGS)),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="training_only_add", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.ended_at:%Y-%m-%d}"


class Drift(models.Model):
    """How far, one day, a model's score and columns had moved from those of its training. Only added to."""

    model_ref = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)
    tries = models.PositiveIntegerField()
    shifts: models.JSONField[Any, Any] = models.JSONField()

    class Meta:  # noqa: D106 -- says it
        app_label = "fraud"
        indexes: ClassVar = [models.Index(name="fraud_drift_newest", fields=["model_ref", "-at"])]
        triggers: ClassVar = [
            pgtrigger.Protect(name="drift_only_add", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.model_ref} {self.at:%Y-%m-%d}"
