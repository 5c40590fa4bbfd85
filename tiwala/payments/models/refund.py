"""Money given back, with its own states."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.payments.models.attempt import Attempt
from tiwala.payments.models.payment import Payment
from tiwala.payments.states import REFUND, RefundState

WAYS = ["gateway", "credit", "cash", "transfer"]


class RefundQuerySet(RowQuerySet["Refund"]):
    """Refunds by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view refunds see all; a customer sees their own."""
        if actor.may("refund.view"):
            return self.all()
        return self.filter(payment__customer_ref__in=actor.customer_refs)


class Refund(Row):
    """One refund of one payment: to the gateway's rail, to credit, in cash, or by transfer (models/payback.py).

    What goes back by the rail goes to `attempt`, the try that brought it, and never more than that one brought
    (sql/004_refunds_of_their_attempt.sql).
    `send_at` is when one that waits for tomorrow is to leave, then when it left. `surcharge_minor` of it comes out of
    the payment's surcharge, with the VAT in that.
    """

    PREFIX = "ref"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, related_name="refunds")
    amount_minor = models.BigIntegerField()
    surcharge_minor = models.BigIntegerField(default=0)
    surcharge_vat_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300)
    to = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=RefundState.ASKED)
    state_at = models.DateTimeField(default=clock.now)
    key = models.CharField(max_length=120, unique=True)
    reference = models.CharField(max_length=120, blank=True, db_index=True)
    failure = models.CharField(max_length=60, blank=True)
    asked_by = models.CharField(max_length=60)
    send_at = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)
    next_ask_at = models.DateTimeField(null=True)

    objects: ClassVar[RefundQuerySet] = RefundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="refund_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="refund_to_known", condition=Q(to__in=WAYS)),
            models.CheckConstraint(name="refund_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="refund_by_the_rail_knows_its_attempt", condition=~Q(to="gateway") | Q(attempt__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="refund_to_send", fields=["send_at"], condition=Q(state="waiting")),
            models.Index(name="refund_to_ask", fields=["next_ask_at"], condition=Q(next_ask_at__isnull=False)),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="refund_moves",
                field="state",
                transitions=[(a.value, b.value) for a, b in REFUND.pairs()],
            ),
            pgtrigger.ReadOnly(
                name="refund_promise_stays",
                fields=["payment", "attempt", "amount_minor", "currency", "to", "key", "reason"],
            ),
            pgtrigger.Protect(name="refund_stays", operation=pgtrigger.Delete),
        ]

    @property
    def amount(self) -> Money:
        """What goes back."""
        return Money(self.amount_minor, self.currency)

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = REFUND.after(RefundState(self.state), move)
        self.state_at = clock.now()
