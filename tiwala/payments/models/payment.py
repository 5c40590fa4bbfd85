"""The intent: this customer means to pay this amount for these things."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q, Sum

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.payments.states import PAYMENT, AttemptState, PaymentState


class PaymentQuerySet(RowQuerySet["Payment"]):
    """Payments by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view payments see all; a customer sees their own."""
        if actor.may("payment.view"):
            return self.all()
        return self.filter(customer_ref__in=actor.customer_refs)


class Payment(Row):
    """One intent to pay, with its tries. Amounts are centavos (minor units) of `currency`.

    `surcharge_minor` is what of the captured money stands in the books as a surcharge, `surcharge_vat_minor` the VAT in
    it; neither is part of `amount_minor`, which is what is owed. Captured and refunded ones are of `captured_currency`,
    another one only where a person accepted it.
    """

    PREFIX = "pay"

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    customer_ref = models.CharField(max_length=40, db_index=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, default=PaymentState.OPEN)
    state_at = models.DateTimeField(default=clock.now)
    key = models.CharField(max_length=120, unique=True)
    fingerprint = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, default="online")
    method = models.CharField(max_length=30)
    captured_minor = models.BigIntegerField(default=0)
    captured_currency = models.CharField(max_length=3, blank=True)
    refunded_minor = models.BigIntegerField(default=0)
    surcharge_minor = models.BigIntegerField(default=0)
    surcharge_vat_minor = models.BigIntegerField(default=0)
    lost_minor = models.BigIntegerField(default=0)
    captured_at = models.DateTimeField(null=True)
    gateway_account_ref = models.CharField(max_length=40, blank=True)

    objects: ClassVar[PaymentQuerySet] = PaymentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="payment_amount_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="payment_never_refunds_more_than_captured",
                condition=Q(refunded_minor__gte=0) & Q(refunded_minor__lte=F("captured_minor")),
            ),
            models.CheckConstraint(
                name="payment_loses_no_more_than_captured",
                condition=Q(lost_minor__gte=0) & Q(lost_minor__lte=F("captured_minor")),
            ),
            models.CheckConstraint(
                name="payment_surcharge_of_captured",
                condition=Q(surcharge_minor__gte=0, surcharge_minor__lte=F("captured_minor"))
                & Q(surcharge_vat_minor__gte=0, surcharge_vat_minor__lte=F("surcharge_minor")),
            ),
            models.CheckConstraint(name="payment_channel_known", condition=Q(channel__in=["online", "cash", "bank"])),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-created_at"]),
            models.Index(fields=["captured_at"]),
            models.Index(fields=["state", "-created_at"]),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="payment_moves",
                field="state",
                transitions=[(a.value, b.value) for a, b in PAYMENT.pairs()],
            ),
            pgtrigger.ReadOnly(
                name="payment_promise_stays",
                fields=["customer", "customer_ref", "amount_minor", "currency", "key", "fingerprint"],
            ),
            pgtrigger.Protect(name="payment_stays", operation=pgtrigger.Delete),
        ]

    @property
    def amount(self) -> Money:
        """What was asked for."""
        return Money(self.amount_minor, self.currency)

    @property
    def refundable(self) -> Money:
        """What is left that could still go back: not what a rail or a payer's bank took."""
        had = [AttemptState.CAPTURED, AttemptState.REVERSED]
        came = self.attempts.filter(state__in=had, found_currency=self.money_currency)
        left = came.aggregate(total=Sum(F("found_minor") - F("reversed_minor")))["total"] or 0
        return Money(max(left - self.refunded_minor, 0), self.money_currency)

    @property
    def money_currency(self) -> str:
        """The currency of the money that came; before any came, the one asked for."""
        return self.captured_currency or self.currency

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = PAYMENT.after(PaymentState(self.state), move)
        self.state_at = clock.now()


class PaymentTarget(models.Model):
    """What a payment is meant for: something owed, known only by its public id, and how much of it."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="targets")
    target_ref = models.CharField(max_length=40, db_index=True)
    amount_minor = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.CheckConstraint(name="payment_target_positive", condition=Q(amount_minor__gt=0)),
            models.UniqueConstraint(name="payment_target_once", fields=["payment", "target_ref"]),
        ]


class Allocation(models.Model):
    """Where captured money went. Negative rows take it back (a refund that reopens what was owed, a reversal)."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    target_ref = models.CharField(max_length=40, db_index=True)
    amount_minor = models.BigIntegerField()
    why = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="allocation_once", fields=["payment", "target_ref", "why"]),
            models.CheckConstraint(name="allocation_not_zero", condition=~Q(amount_minor=0)),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="allocation_only_add", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
