"""A payer's bank that wants money back, and what the gateway took of it meanwhile."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedText
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.payments.models.payment import Payment
from tiwala.payments.states import DISPUTE, DisputeState

OPEN = [state.value for state in DISPUTE.open]


class DisputeQuerySet(RowQuerySet["Dispute"]):
    """Disputes by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view disputes see all; a customer sees their own."""
        if actor.may("dispute.view"):
            return self.all()
        return self.filter(customer_ref__in=actor.customer_refs)

    def open(self) -> Self:
        """Those the bank has not decided."""
        return self.filter(state__in=OPEN)


class Dispute(Row):
    """One dispute of one payment, once per reference of its gateway account.

    `held` is what the gateway keeps back (or kept, once it is over); `fee` what it took for the trouble. Both are
    exactly what the books say. `amount` is what the payer's bank asks for.
    """

    PREFIX = "dsp"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    customer_ref = models.CharField(max_length=40, db_index=True)
    gateway_account_ref = models.CharField(max_length=40)
    reference = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    held_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    fee_currency = models.CharField(max_length=3, blank=True)
    entries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, default=DisputeState.NEEDS_ANSWER)
    state_at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    told_days = models.PositiveSmallIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_how = models.CharField(max_length=12, blank=True)
    answer = SealedText(owner="customer_ref", null=True)
    evidence_ref = models.CharField(max_length=40, blank=True)
    next_ask_at = models.DateTimeField(null=True)

    objects: ClassVar[DisputeQuerySet] = DisputeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="dispute_once", fields=["gateway_account_ref", "reference"]),
            models.CheckConstraint(name="dispute_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="dispute_holds_no_more_than_asked",
                condition=Q(held_minor__gte=0, held_minor__lte=models.F("amount_minor"), fee_minor__gte=0),
            ),
            models.CheckConstraint(name="dispute_has_reference", condition=~Q(reference="")),
        ]
        indexes: ClassVar = [
            models.Index(name="dispute_to_ask", fields=["next_ask_at"], condition=Q(next_ask_at__isnull=False)),
            models.Index(name="dispute_clock", fields=["answer_by"], condition=Q(state="needs_answer")),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="dispute_moves",
                field="state",
                transitions=[(a.value, b.value) for a, b in DISPUTE.pairs()],
            ),
            pgtrigger.ReadOnly(
                name="dispute_promise_stays",
                fields=["payment", "customer_ref", "gateway_account_ref", "reference", "currency", "opened_at"],
            ),
            pgtrigger.Protect(name="dispute_stays", operation=pgtrigger.Delete),
        ]

    @property
    def key_owner(self) -> str:
        """Sealed under the customer's own keys."""
        return self.customer_ref

    @property
    def amount(self) -> Money:
        """What the payer's bank asks for."""
        return Money(self.amount_minor, self.currency)

    @property
    def held(self) -> Money:
        """What the gateway keeps back, or kept."""
        return Money(self.held_minor, self.currency)

    @property
    def fee(self) -> Money:
        """What it cost."""
        return Money(self.fee_minor, self.fee_currency or self.currency)

    @property
    def is_open(self) -> bool:
        """Whether the bank has not decided yet."""
        return DisputeState(self.state) in DISPUTE.open

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = DISPUTE.after(DisputeState(self.state), move)
        self.state_at = clock.now()
