"""The limits that people set in the console. What nobody set there is as the environment says."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.business.queries import profile_facts
from tiwala.kit.conf import conf
from tiwala.kit.money import Money
from tiwala.kit.rows import Row


class Limits(Row):
    """The one row: up to which amount one person may find a payment in order, and how many disputes are too many.

    `dispute_bp`: hundredths of a percent by card brand, and of `all`; a brand that is not in it has no limit.
    """

    one = models.BooleanField(default=True, unique=True)
    clear_minor = models.BigIntegerField(null=True)
    clear_currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    dispute_bp = models.JSONField(null=True)

    class Meta:  # noqa: D106 -- says it
        app_label = "fraud"
        constraints: ClassVar = [
            models.CheckConstraint(name="fraud_limits_one_row", condition=Q(one=True)),
            models.CheckConstraint(
                name="fraud_clear_limit_is_money",
                condition=Q(clear_minor=None, clear_currency="")
                | Q(clear_minor__isnull=False, clear_minor__gte=0) & ~Q(clear_currency=""),
            ),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="limits_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return "limits"


def clear_limit() -> Money:
    """Up to this one person may find a payment in order."""
    row = Limits.objects.only("clear_minor", "clear_currency").first()
    if row is None or row.clear_minor is None:
        return Money(conf.fraud.clear_limit_minor, profile_facts().currency)
    return Money(row.clear_minor, row.clear_currency)


def dispute_limits() -> dict[str, int]:
    """Hundredths of a percent by card brand, and of `all`: so many disputed payments are too many."""
    row = Limits.objects.only("dispute_bp").first()
    if row is None or row.dispute_bp is None:
        return {brand: round(100 * percent) for brand, percent in conf.fraud.dispute_limits.items()}
    return dict(row.dispute_bp)
