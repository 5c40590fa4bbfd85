"""One try at a gateway, and the hold it has on what it is for while it lives."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedJSON, SealedText
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.payments.models.payment import Payment
from tiwala.payments.states import ATTEMPT, AttemptState


class AttemptQuerySet(RowQuerySet["Attempt"]):
    """Attempts by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view payments see all; a customer sees their own."""
        if actor.may("payment.view"):
            return self.all()
        return self.filter(customer_ref__in=actor.customer_refs)


class Attempt(Row):
    """One try. `key` travels with every call as the idempotency key; `reference` is the gateway's own id.

    `found` is the money that came, `gone` what the gateway says it took back of it, `reversed` what the books
    have taken back so far: money on its way to the payer is not taken twice. `keep_consent`: the payer asked that
    their method be kept, in these words. `saved_method` pays it, with `payer_present` or without. `method_facts` is
    what the gateway told of the card or wallet (masked), `payer` from where it was begun, for a year and a half.
    `again` is a start whose answer was lost, to be sent once more from `again_at` on (repeating.py); `sent_again_at`:
    when that was last done. `surcharge_minor` is the part of the amount asked that the payer pays for paying this way,
    beside what is owed.
    """

    PREFIX = "att"
    MOVING: ClassVar = [
        *("state", "state_at", "reference", "redirect_url", "qr_payload", "code", "expires_at", "decline_reason"),
        *("masked", "method_facts", "found_minor", "found_currency", "gone_minor", "reversed_minor"),
        *("asks", "next_ask_at", "asked_at", "again", "again_at"),
    ]
    """What a gateway's word may change; the rest is the promise and stays."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="attempts")
    customer_ref = models.CharField(max_length=40)
    gateway_account_ref = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=30)
    amount_minor = models.BigIntegerField()
    surcharge_minor = models.BigIntegerField(default=0)
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
    method_facts = SealedJSON(owner="customer_ref", null=True)
    payer = SealedJSON(owner="customer_ref", null=True)
    masked = models.CharField(max_length=60, blank=True)
    found_minor = models.BigIntegerField(null=True)
    found_currency = models.CharField(max_length=3, blank=True)
    gone_minor = models.BigIntegerField(default=0)
    reversed_minor = models.BigIntegerField(default=0)
    asks = models.PositiveSmallIntegerField(default=0)
    next_ask_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    again = SealedJSON(owner="customer_ref", null=True)
    again_at = models.DateTimeField(null=True)
    sent_again_at = models.DateTimeField(null=True)
    keep_consent = models.ForeignKey("customers.Consent", on_delete=models.PROTECT, null=True, related_name="+")
    saved_method = models.ForeignKey(
        "payments.SavedMethod", on_delete=models.PROTECT, null=True, related_name="attempts"
    )
    payer_present = models.BooleanField(default=True)

    objects: ClassVar[AttemptQuerySet] = AttemptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="attempt_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="attempt_surcharge_is_a_part",
                condition=Q(surcharge_minor__gte=0, surcharge_minor__lt=F("amount_minor")),
            ),
            models.CheckConstraint(
                name="attempt_reverses_no_more_than_found",
                condition=Q(reversed_minor=0) | Q(reversed_minor__gt=0, reversed_minor__lte=F("found_minor")),
            ),
            models.CheckConstraint(
                name="attempt_without_payer_has_a_method",
                condition=Q(payer_present=True) | Q(saved_method__isnull=False, keep_consent__isnull=True),
            ),
            models.CheckConstraint(
                name="attempt_again_while_nothing_is_known",
                condition=Q(again__isnull=True, again_at__isnull=True)
                | Q(again__isnull=False, again_at__isnull=False, state="unknown", reference="", saved_method=None),
            ),
        ]
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
                fields=[
                    *("payment", "customer_ref", "gateway_account_ref", "amount_minor", "surcharge_minor"),
                    *("currency", "key", "keep_consent", "saved_method", "payer_present"),
                ],
            ),
            pgtrigger.Protect(name="attempt_stays", operation=pgtrigger.Delete),
        ]

    @property
    def key_owner(self) -> str:
        """Sealed under the customer's own keys."""
        return self.customer_ref

    @property
    def amount(self) -> Money:
        """What was asked of the gateway, a surcharge included."""
        return Money(self.amount_minor, self.currency)

    @property
    def found(self) -> Money | None:
        """The money that came, as the gateway told it; None when none came."""
        return None if self.found_minor is None else Money(self.found_minor, self.found_currency)

    @property
    def held(self) -> Money | None:
        """What is left of the money that came once the rail took some back; None when none came."""
        return None if self.found_minor is None else Money(self.found_minor - self.reversed_minor, self.found_currency)

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = ATTEMPT.after(AttemptState(self.state), move)
        if self.state != AttemptState.UNKNOWN:
            self.again, self.again_at = None, None
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
