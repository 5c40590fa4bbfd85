"""Money paid back by a bank transfer, where the rail cannot: to an account that the payer gives and confirms."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedJSON, SealedText
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.payments.models.payment import Payment
from tiwala.payments.models.refund import Refund
from tiwala.payments.states import PAYBACK, PaybackState

OPEN = [state.value for state in PAYBACK.open]


class PaybackQuerySet(RowQuerySet["Payback"]):
    """Paybacks by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view refunds see all; a customer sees their own."""
        if actor.may("refund.view"):
            return self.all()
        return self.filter(customer_ref__in=actor.customer_refs)

    def open(self) -> Self:
        """Those that are neither paid nor ended."""
        return self.filter(state__in=OPEN)


class Payback(Row):
    """One wish to pay back by transfer. Its refund is promised in the books when a second person says yes.

    `account` is sealed and goes when its purpose is over; `account_digest` (keyed) is what was confirmed and approved,
    and never changes once it was; `masked` is what people see. Tokens are kept as hashes.
    """

    PREFIX = "pbk"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="paybacks")
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, null=True, related_name="payback")
    customer_ref = models.CharField(max_length=40, db_index=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300)
    key = models.CharField(max_length=120, unique=True)
    asked_by = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default=PaybackState.ASKED)
    state_at = models.DateTimeField(default=clock.now)
    token_hash = models.BinaryField(max_length=32, null=True, unique=True)
    token_until = models.DateTimeField(null=True)
    confirm_hash = models.BinaryField(max_length=32, null=True, unique=True)
    account = SealedJSON(owner="customer_ref", null=True)
    account_digest = models.BinaryField(max_length=64, null=True)
    masked = SealedText(owner="customer_ref", null=True)
    given_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    confirmed_how = models.CharField(max_length=10, blank=True)
    approved_by = models.CharField(max_length=60, blank=True)
    paid_by = models.CharField(max_length=60, blank=True)
    paid_on = models.DateField(null=True)
    bank_reference = models.CharField(max_length=60, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    wiped_at = models.DateTimeField(null=True)

    objects: ClassVar[PaybackQuerySet] = PaybackQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="payback_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="payback_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="payback_approved_with_refund_and_account",
                condition=~Q(state__in=["approved", "paid", "returned"])
                | Q(refund__isnull=False, account_digest__isnull=False) & ~Q(approved_by=""),
            ),
            models.CheckConstraint(
                name="payback_paid_with_reference",
                condition=~Q(state="paid") | Q(paid_on__isnull=False) & ~Q(bank_reference=""),
            ),
            models.UniqueConstraint(
                name="payback_bank_reference_once", fields=["bank_reference"], condition=~Q(bank_reference="")
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="payback_moves",
                field="state",
                transitions=[(a.value, b.value) for a, b in PAYBACK.pairs()],
            ),
            pgtrigger.ReadOnly(
                name="payback_promise_stays",
                fields=["payment", "customer_ref", "amount_minor", "currency", "reason", "key", "asked_by"],
            ),
            pgtrigger.Protect(
                name="payback_account_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('approved', 'paid', 'returned') AND ("
                    "OLD.account_digest IS DISTINCT FROM NEW.account_digest"
                    " OR OLD.refund_id IS DISTINCT FROM NEW.refund_id"
                    " OR OLD.approved_by IS DISTINCT FROM NEW.approved_by"
                    " OR (OLD.bank_reference <> '' AND OLD.bank_reference IS DISTINCT FROM NEW.bank_reference))"
                ),
            ),
            pgtrigger.Protect(name="payback_stays", operation=pgtrigger.Delete),
        ]

    @property
    def key_owner(self) -> str:
        """Sealed under the customer's own keys."""
        return self.customer_ref

    @property
    def amount(self) -> Money:
        """What is to be paid back."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether it is neither paid nor ended."""
        return PaybackState(self.state) in PAYBACK.open

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = PAYBACK.after(PaybackState(self.state), move)
        self.state_at = clock.now()
