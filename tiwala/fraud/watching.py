"""What the monitor counts: the figures of each hour, so that a month costs no more to look at than a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


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
