"""What the monitor keeps: the figures of each hour, so that a month costs no more than a day; and bursts, once each."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.rows import Row, RowQuerySet

BURSTS = ("tries", "declines", "cards", "blocks", "disputes")
"""Tries or declines far above usual, many cards by one key, many refusals, more disputes than a limit."""


class Hour(models.Model):
    """How often something happened in one hour (UTC); `name` is one of `monitor.hours`. Counted anew till over."""

    at = models.DateTimeField()
    name = models.CharField(max_length=40)
    n = models.BigIntegerField()

    class Meta:  # noqa: D106 -- says it
        app_label = "fraud"
        constraints: ClassVar = [models.UniqueConstraint(name="fraud_hour_once", fields=["at", "name"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H} {self.name}"


class BurstQuerySet(RowQuerySet["Burst"]):
    """Bursts by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may see what is watched."""
        return self.all() if actor.may("fraud.view") else self.none()

    def going_on(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)


class Burst(Row):
    """Something unusual from its first minute to its last: people are told of it once, however long it goes on.

    `about` and `mark` name the key that many cards came by, or the brand with too many disputes; empty for the house.
    `n` is the most there was at one look, `usual` what there is else (in hundredths of a percent for disputes).
    """

    PREFIX = "fbu"

    kind = models.CharField(max_length=10)
    about = models.CharField(max_length=20, blank=True)
    mark = models.BinaryField(default=b"")
    n = models.BigIntegerField()
    usual = models.BigIntegerField()
    payment_ref = models.CharField(max_length=40, blank=True)
    last_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[BurstQuerySet] = BurstQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:  # noqa: D106 -- says it
        app_label = "fraud"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="fraud_burst_once", fields=["kind", "about", "mark"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="fraud_burst_known", condition=Q(kind__in=BURSTS)),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="burst_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="burst_stays_itself", fields=["kind", "about", "mark", "usual", "created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class LookbackQuerySet(RowQuerySet["Lookback"]):
    """Looks back by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may see what is watched."""
        return self.all() if actor.may("fraud.view") else self.none()


class Lookback(Row):
    """One version of a rule, asked of what was seen: how far that is, then what it would have done. Kept.

    `result` is what `backtest.told` makes of a tally, once; `trouble` why there is none.
    """

    PREFIX = "flb"

    version_ref = models.CharField(max_length=40, db_index=True)
    days = models.PositiveIntegerField()
    asked_by = models.CharField(max_length=60)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True, default="")
    result = models.JSONField(null=True)

    objects: ClassVar[LookbackQuerySet] = LookbackQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:  # noqa: D106 -- says it
        app_label = "fraud"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="fraud_lookback_ends_whole",
                condition=Q(finished_at__isnull=True, result__isnull=True)
                | Q(finished_at__isnull=False) & (Q(result__isnull=False) | ~Q(trouble="")),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="lookback_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="lookback_stays_itself", fields=["version_ref", "days", "asked_by", "created_at"]),
        ]

    def __str__(self) -> str:
        return self.public_id
