"""What people look at and what they find: a review of one payment, and labels, which are only added to.

What a review is about never changes; only time and a person's erasure take either away (sql/002).
"""

from __future__ import annotations

from typing import ClassVar, Final, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.fraud.states import REVIEW, ReviewState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedText
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet

OUTCOMES: Final = ("fraud", "cleared", "unsure")
WEIGHTS: Final = {
    "confirmed": 1.0,
    "dispute_fraud": 1.0,
    "early_warning": 0.9,
    "reported": 0.7,
    "dispute_other": 0.0,
    "unsure": 0.0,
    "cleared": -1.0,
}
"""How surely each kind of label says fraud: 1 it was, 0 says nothing, -1 it was not."""


class Label(models.Model):
    """What became known about a payment, by whom, and when: nothing may be judged by it earlier than `known_at`."""

    payment_ref = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=20)
    occurred_at = models.DateTimeField()
    known_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=60)
    weight = models.FloatField()

    class Meta:  # noqa: D106 -- says it
        app_label = "fraud"
        constraints: ClassVar = [
            models.UniqueConstraint(name="fraud_label_once", fields=["payment_ref", "kind", "source"]),
            models.CheckConstraint(name="fraud_label_known", condition=Q(kind__in=sorted(WEIGHTS))),
            models.CheckConstraint(name="fraud_label_weight", condition=Q(weight__gte=-1, weight__lte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.payment_ref} {self.kind}"


class ReviewQuerySet(RowQuerySet["Review"]):
    """Reviews by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may see what is watched; never the one who was assessed."""
        return self.all() if actor.may("fraud.view") else self.none()


class Review(Row):
    """One payment that a person looks at, once. Whoever has it holds it until `held_until`, which ends by itself.

    `expected_loss_minor` is the amount times how severe the verdict was: what would be lost, were it all true.
    `asked_at`: when the payer asked that a person look; `reported_at`: when somebody said
    that it was not them. The note is sealed: people write names into it.
    """

    PREFIX = "frw"
    MOVING: ClassVar = ["state", "state_at", "outcome", "note", "closed_by"]

    payment_ref = models.CharField(max_length=40, unique=True)
    customer_ref = models.CharField(max_length=40, db_index=True)
    verdict = models.CharField(max_length=10)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    expected_loss_minor = models.BigIntegerField()
    asked_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=ReviewState.OPEN)
    state_at = models.DateTimeField(default=clock.now)
    holder = models.CharField(max_length=100, blank=True)
    held_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    note = SealedText(owner="key_owner", max_length=300, null=True)
    closed_by = models.CharField(max_length=100, blank=True)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:  # noqa: D106 -- says it
        app_label = "fraud"
        indexes: ClassVar = [
            models.Index(name="fraud_review_queue", fields=["-expected_loss_minor"], condition=Q(state="open")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="fraud_review_ends_with_an_outcome",
                condition=Q(state=ReviewState.OPEN, outcome="") | Q(state=ReviewState.DONE, outcome__in=OUTCOMES),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="review_moves", field="state", transitions=[(a.value, b.value) for a, b in REVIEW.pairs()]
            ),
        ]

    @property
    def key_owner(self) -> str:
        """Whose keys seal the note."""
        return "business"

    @property
    def amount(self) -> Money:
        """What was to be paid."""
        return Money(self.amount_minor, self.currency)

    @property
    def expected_loss(self) -> Money:
        """What would be lost, were it all true."""
        return Money(self.expected_loss_minor, self.currency)

    @property
    def held_by(self) -> str:
        """Who has it now; nobody once the time they had is over."""
        is_held = self.held_until is not None and self.held_until > clock.now()
        return self.holder if is_held and self.state == ReviewState.OPEN else ""

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = REVIEW.after(ReviewState(self.state), move)
        self.state_at = clock.now()
