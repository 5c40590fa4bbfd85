"""A review of who may do what: every person, program and key, kept or ended, and signed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.identity.states import REVIEW, ReviewState
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet


class AccessReviewQuerySet(RowQuerySet["AccessReview"]):
    """Reads of reviews."""

    def visible_to(self, actor: Actor) -> Self:
        """Those who review, and those who read the trail."""
        return self.all() if actor.may("access.review") or actor.may("audit.view") else self.none()


class AccessReview(Row):
    """One campaign. `paper` is the signed record as text, with its SHA-256: neither changes any more."""

    PREFIX: ClassVar[str] = "rev"
    key_owner: ClassVar[str] = "business"

    state = models.CharField(max_length=8, default=ReviewState.OPEN.value)
    due_at = models.DateTimeField()
    signed_by = models.CharField(max_length=60, blank=True, default="")
    signed_at = models.DateTimeField(null=True, blank=True)
    paper = SealedText(owner="key_owner", null=True, blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True, default="")

    objects: ClassVar[Any] = AccessReviewQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["state"], condition=Q(state="open"), name="access_review_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", signed_by="", signed_at=None, paper_sha256="")
                | Q(state="signed", signed_at__isnull=False, paper__isnull=False) & ~Q(signed_by="")
                & ~Q(paper_sha256=""),
                name="access_review_signed_whole",
            ),
        )  # fmt: skip
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="access_review_moves",
                field="state",
                transitions=[(a.value, b.value) for a, b in REVIEW.pairs()],
            ),
            pgtrigger.Trigger(
                name="access_review_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="signed")
                & (
                    pgtrigger.Q(old__signed_by__df=pgtrigger.F("new__signed_by"))
                    | pgtrigger.Q(old__signed_at__df=pgtrigger.F("new__signed_at"))
                    | pgtrigger.Q(old__paper_sha256__df=pgtrigger.F("new__paper_sha256"))
                    | pgtrigger.Q(old__due_at__df=pgtrigger.F("new__due_at"))
                ),
                func="RAISE EXCEPTION 'a signed review stays as it is';",
            ),
            pgtrigger.Protect(name="access_review_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.public_id


class ReviewLine(Row):
    """One person, program or key as it stood when the review began; kept or ended by a reviewer."""

    PREFIX: ClassVar[str] = "rvl"
    key_owner: ClassVar[str] = "business"

    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="lines")
    subject_ref = models.CharField(max_length=60)
    name = SealedText(owner="key_owner", max_length=120)
    facts = models.JSONField(default=dict)
    verdict = models.CharField(max_length=4, blank=True, default="", choices=[("keep", "keep"), ("end", "end")])
    decided_by = models.CharField(max_length=60, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["review", "subject_ref"], name="review_line_once"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_by="", decided_at=None)
                | (Q(verdict__in=["keep", "end"], decided_at__isnull=False) & ~Q(decided_by="")),
                name="review_line_decided_whole",
            ),
        )
        triggers: ClassVar = [
            pgtrigger.Protect(name="review_line_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="review_line_stays", fields=["review", "subject_ref", "facts"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject_ref} {self.verdict}"
