"""One try at a gateway, and the hold it has on what it is for while it lives."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.kit import clock
from tiwala.kit.fields import SealedText
from tiwala.kit.money import Money
from tiwala.kit.rows import Row
from tiwala.payments.models.payment import Payment
from tiwala.payments.states import ATTEMPT, AttemptState


class Attempt(Row):
    """One try. `key` travels with every call as the idempotency key; `reference` is the gateway's own id."""

    PREFIX = "att"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="attempts")
    customer_ref = models.CharField(max_length=40)
    gateway_account_ref = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=30)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    key = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=10, default=AttemptState.CREATED)
    state_at = models.DateTimeField(default=clock.now)
    reference = models.CharField(max_length=120, blank=True, db_index=True)
    redirect_url = SealedText(owner="customer_ref", null=True)
    return_path = SealedText(owner="customer_ref", null=True)
    qr_payload = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    expires_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=40, blank=True)
    masked = models.CharField(max_length=60, blank=True)
    found_minor = models.BigIntegerField(null=True)
    found_currency = models.CharField(max_length=3, blank=True)
    asks = models.PositiveSmallIntegerField(default=0)
    next_ask_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="attempt_positive", condition=Q(amount_minor__gt=0))]
        indexes: ClassVar = [
            models.Index(name="attempt_to_ask", fields=["next_ask_at"], condition=Q(next_ask_at__isnull=False))
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="attempt_moves",
                field="state",
                transitions=[(a.value, b.value) for a, b in ATTEMPT.pairs()],
            ),
            pgtrigger.ReadOnly(
                name="attempt_promise_stays",
                fields=["payment", "customer_ref", "gateway_account_ref", "amount_minor", "currency", "key"],
            ),
            pgtrigger.Protect(name="attempt_stays", operation=pgtrigger.Delete),
        ]

    @property
    def key_owner(self) -> str:
        """Sealed under the customer's own keys."""
        return self.customer_ref

    @property
    def amount(self) -> Money:
        """What was asked of the gateway."""
        return Money(self.amount_minor, self.currency)

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = ATTEMPT.after(AttemptState(self.state), move)
        self.state_at = clock.now()


class AttemptHold(models.Model):
    """At most one live attempt for a thing owed: the database's own guard against paying twice.

    `live` is kept in step with the attempt's state by a trigger (sql/001_holds_follow_attempts.sql).
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="holds")
    target_ref = models.CharField(max_length=40)
    live = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_live_attempt_per_target", fields=["target_ref"], condition=Q(live=True)),
        ]
