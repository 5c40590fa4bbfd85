"""What was seen, how it ended, what was thought of it: only added to. And the lists that people keep."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.fraud.facts import SEVERITY
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.rows import Row

_SCOPE = Q(side="deny", scope="all") | Q(side="allow", ends_at__isnull=False)
_ONLY_ADD = pgtrigger.Update | pgtrigger.Delete


class Sighting(models.Model):
    """One try to pay, written down before anybody looks back, whatever becomes of it.

    Address, network and kept method are keyed hashes: equal ones are seen to be equal, and nothing else is told.
    """

    payment_ref = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=clock.now)
    customer_ref = models.CharField(max_length=40)
    ip_mark = models.BinaryField(null=True)
    net_mark = models.BinaryField(null=True)
    method_mark = models.BinaryField(null=True)
    method = models.CharField(max_length=30)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        indexes: ClassVar = [
            models.Index(name="fraud_by_customer", fields=["customer_ref", "-at"]),
            models.Index(name="fraud_by_ip", fields=["ip_mark", "-at"], condition=Q(ip_mark__isnull=False)),
            models.Index(name="fraud_by_net", fields=["net_mark", "-at"], condition=Q(net_mark__isnull=False)),
            models.Index(name="fraud_by_method", fields=["method_mark", "-at"], condition=Q(method_mark__isnull=False)),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="sighting_only_add", operation=_ONLY_ADD)]

    def __str__(self) -> str:
        return self.payment_ref


class Ending(models.Model):
    """How a try ended, once known: paid or not, and why. `is_odd`: far from the usual, so no part of it."""

    payment_ref = models.CharField(max_length=40)
    how = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    is_odd = models.BooleanField(default=False)
    known_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="fraud_ends_once_each_way", fields=["payment_ref", "how"]),
            models.CheckConstraint(name="fraud_ending_known", condition=Q(how__in=("paid", "declined"))),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="ending_only_add", operation=_ONLY_ADD)]

    def __str__(self) -> str:
        return f"{self.payment_ref} {self.how}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view payments; never the one who was assessed."""
        return self.all() if actor.may("payment.view") else self.none()


class Assessment(models.Model):
    """What was thought of a try, whole, as it was known then: never changed, never worked out anew."""

    payment_ref = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=10)
    is_shadow = models.BooleanField()
    is_degraded = models.BooleanField()
    values = models.JSONField()
    reasons = models.JSONField()
    listed = models.JSONField()
    took_us = models.BigIntegerField()

    objects: ClassVar[AssessmentQuerySet] = AssessmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="fraud_verdict_known", condition=Q(verdict__in=SEVERITY)),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="assessment_only_add", operation=_ONLY_ADD)]

    def __str__(self) -> str:
        return f"{self.payment_ref} {self.verdict}"


class ListEntry(Row):
    """A key that somebody decided about, until when and why. `mark` is its keyed hash; never the key itself.

    An allow entry always has an end and a scope; a deny entry is above everything.
    """

    PREFIX = "fle"

    side = models.CharField(max_length=5)
    about = models.CharField(max_length=12)
    mark = models.BinaryField()
    scope = models.CharField(max_length=40, default="all")
    reason = models.CharField(max_length=200)
    owner_ref = models.CharField(max_length=60)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(name="fraud_listed", fields=["mark"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="fraud_side_known", condition=Q(side__in=("deny", "allow"))),
            models.CheckConstraint(name="fraud_allow_ends", condition=_SCOPE),
            models.CheckConstraint(name="fraud_entry_says_why", condition=~Q(reason="")),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="entry_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="entry_only_ends", fields=["side", "about", "mark", "scope", "reason", "owner_ref", "created_at"]
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
