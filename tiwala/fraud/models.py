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
_IS_BIN = Q(bin__regex="^([0-9]{6}([0-9]{2})?)?$")
"""Six or eight digits or none: a whole number of a card cannot get in."""


def _newest(name: str, mark: str) -> models.Index:
    """The newest rows of one key first; rows without the key cost nothing."""
    return models.Index(name=name, fields=[mark, "-at"], condition=Q(**{f"{mark}__isnull": False}))


class Sighting(models.Model):
    """One try to pay, written down before anybody looks back, whatever becomes of it.

    Marks are keyed hashes: equal ones are seen to be equal, and nothing else is told. `bin` and countries are in plain,
    for they name nobody. `card_mark` and `bin` are there when a kept card pays; of others see Learned.
    """

    MARKS: ClassVar = (
        *("ip_mark", "net_mark", "method_mark", "device_mark", "mail_mark", "domain_mark", "phone_mark"),
        *("card_mark", "bill_mark", "ship_mark"),
    )

    payment_ref = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=clock.now)
    customer_ref = models.CharField(max_length=40)
    ip_mark = models.BinaryField(null=True)
    net_mark = models.BinaryField(null=True)
    method_mark = models.BinaryField(null=True)
    device_mark = models.BinaryField(null=True)
    mail_mark = models.BinaryField(null=True)
    domain_mark = models.BinaryField(null=True)
    phone_mark = models.BinaryField(null=True)
    card_mark = models.BinaryField(null=True)
    bill_mark = models.BinaryField(null=True)
    ship_mark = models.BinaryField(null=True)
    bin = models.CharField(max_length=8, default="", db_default="")
    ip_country = models.CharField(max_length=2, default="", db_default="")
    card_country = models.CharField(max_length=2, default="", db_default="")
    bill_country = models.CharField(max_length=2, default="", db_default="")
    ship_country = models.CharField(max_length=2, default="", db_default="")
    phone_country = models.CharField(max_length=2, default="", db_default="")
    branch_ref = models.CharField(max_length=40, default="", db_default="")
    method = models.CharField(max_length=30)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        indexes: ClassVar = [
            models.Index(name="fraud_by_customer", fields=["customer_ref", "-at"]),
            *(_newest(f"fraud_by_{key}", f"{key}_mark") for key in ("ip", "net", "method", "device", "mail", "phone")),
            *(_newest(f"fraud_by_{key}", f"{key}_mark") for key in ("card", "bill", "ship")),
        ]
        constraints: ClassVar = [models.CheckConstraint(name="fraud_seen_bin_is_no_number", condition=_IS_BIN)]
        triggers: ClassVar = [pgtrigger.Protect(name="sighting_only_add", operation=_ONLY_ADD)]

    def __str__(self) -> str:
        return self.payment_ref


class Ending(models.Model):
    """What became of a try, once known: paid or not, and why; given back; disputed. `is_odd`: far from the usual."""

    payment_ref = models.CharField(max_length=40)
    how = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    is_odd = models.BooleanField(default=False)
    known_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="fraud_ends_once_each_way", fields=["payment_ref", "how"]),
            models.CheckConstraint(
                name="fraud_ending_known", condition=Q(how__in=("paid", "declined", "refunded", "disputed"))
            ),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="ending_only_add", operation=_ONLY_ADD)]

    def __str__(self) -> str:
        return f"{self.payment_ref} {self.how}"


class Learned(models.Model):
    """What a gateway's answer told of the card that was used: known after the try, for the next ones to be judged by.

    A try on a gateway's page may have seen several cards: each is a row.
    """

    payment_ref = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)
    card_mark = models.BinaryField(null=True)
    is_exact = models.BooleanField()
    bin = models.CharField(max_length=8, blank=True)
    country = models.CharField(max_length=2, blank=True)
    brand = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes: ClassVar = [_newest("fraud_learned_card", "card_mark")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="fraud_learned_once", fields=["payment_ref", "card_mark", "bin", "country"], nulls_distinct=False
            ),
            models.CheckConstraint(name="fraud_bin_is_no_number", condition=_IS_BIN),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="learned_only_add", operation=_ONLY_ADD)]

    def __str__(self) -> str:
        return self.payment_ref


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
