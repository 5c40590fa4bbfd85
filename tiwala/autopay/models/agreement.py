"""A customer's standing yes to be collected from, within limits they set."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tiwala.autopay.states import AGREEMENT, AgreementState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet

LIVE = sorted(state.value for state in AGREEMENT.open)


class AgreementQuerySet(RowQuerySet["Agreement"]):
    """Agreements by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view payments see all; a customer sees their own."""
        if actor.may("payment.view"):
            return self.all()
        return self.filter(customer_ref__in=actor.customer_refs)

    def live(self) -> Self:
        """Not ended."""
        return self.filter(state__in=LIVE)


class Agreement(Row):
    """One customer's; at most one that is not ended. Its terms change only together with a new consent (a trigger).

    `covers` is empty for everything owed; else public ids of invoices, or of branches whose invoices count.
    """

    PREFIX = "agr"
    TERMS: ClassVar = ["method", "cap_minor", "month_cap_minor", "currency", "notice_days", "covers", "consent"]

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    customer_ref = models.CharField(max_length=40)
    method = models.ForeignKey("payments.SavedMethod", on_delete=models.PROTECT, related_name="+")
    cap_minor = models.BigIntegerField()
    month_cap_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    notice_days = models.PositiveSmallIntegerField()
    covers = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    consent = models.OneToOneField("customers.Consent", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=AgreementState.ACTIVE)
    state_at = models.DateTimeField(default=clock.now)
    ended_why = models.CharField(max_length=40, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[AgreementQuerySet] = AgreementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_live_agreement_per_customer", fields=["customer"], condition=Q(state__in=LIVE)
            ),
            models.CheckConstraint(
                name="agreement_caps_are_sound", condition=Q(cap_minor__gt=0, month_cap_minor__gte=F("cap_minor"))
            ),
            models.CheckConstraint(name="agreement_tells_before", condition=Q(notice_days__gte=1, notice_days__lte=31)),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="agreement_moves", field="state", transitions=[(a.value, b.value) for a, b in AGREEMENT.pairs()]
            ),
            pgtrigger.ReadOnly(name="agreement_stays_theirs", fields=["customer", "customer_ref", "currency"]),
            pgtrigger.Protect(name="agreement_stays", operation=pgtrigger.Delete),
        ]

    @property
    def cap(self) -> Money:
        """The most at a time."""
        return Money(self.cap_minor, self.currency)

    @property
    def month_cap(self) -> Money:
        """The most in a calendar month of the business's zone."""
        return Money(self.month_cap_minor, self.currency)

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = AGREEMENT.after(AgreementState(self.state), move)
        self.state_at = clock.now()
