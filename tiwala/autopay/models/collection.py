"""One invoice under an agreement: when it is collected, how often that was tried, what became of it."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.autopay.models.agreement import Agreement
from tiwala.autopay.states import COLLECTION, CollectionState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet

OPEN = ["planned", "asks", "trying", "waiting"]


class CollectionQuerySet(RowQuerySet["Collection"]):
    """Collections by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view payments see all; a customer sees their own."""
        if actor.may("payment.view"):
            return self.all()
        return self.filter(customer_ref__in=actor.customer_refs)


class Collection(Row):
    """`amount_minor` is what the payer was told, or less. `month` is the civil month of the try under way or paid.

    `due_at` is when to try next (or, while trying, when to look after it); none while it asks or is over. `consent` is
    a yes to just this one, where it is above what was agreed. `likeness` marks invoices for the same thing.
    """

    PREFIX = "col"
    MOVING: ClassVar = [
        *("state", "state_at", "amount_minor", "month", "tries", "due_at", "told_at", "why", "payment_ref", "consent"),
    ]

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="collections")
    customer_ref = models.CharField(max_length=40, db_index=True)
    invoice_ref = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    likeness = models.CharField(max_length=32, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, default=CollectionState.PLANNED)
    state_at = models.DateTimeField(default=clock.now)
    month = models.DateField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, blank=True)
    payment_ref = models.CharField(max_length=40, blank=True, db_index=True)
    consent = models.ForeignKey("customers.Consent", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[CollectionQuerySet] = CollectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_collection_per_invoice", fields=["invoice_ref"], condition=Q(state__in=OPEN)
            ),
            models.CheckConstraint(name="collection_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="collection_tried_in_a_month",
                condition=~Q(state__in=["trying", "paid"]) | Q(month__isnull=False) | Q(why="paid_otherwise"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="collection_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
            models.Index(fields=["agreement", "month"]),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="collection_moves", field="state", transitions=[(a.value, b.value) for a, b in COLLECTION.pairs()]
            ),
            pgtrigger.ReadOnly(
                name="collection_stays_itself",
                fields=["agreement", "customer_ref", "invoice_ref", "currency", "likeness"],
            ),
            pgtrigger.Protect(name="collection_stays", operation=pgtrigger.Delete),
        ]

    @property
    def amount(self) -> Money:
        """What is collected."""
        return Money(self.amount_minor, self.currency)

    def try_key(self) -> str:
        """The key of the payment that the try under way makes: once per try."""
        return f"autopay:{self.public_id}:{self.tries}"

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = COLLECTION.after(CollectionState(self.state), move)
        self.state_at = clock.now()
