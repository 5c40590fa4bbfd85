"""A day whose statement was read and booked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiwala.kit import clock


class StatementDay(models.Model):
    """What a gateway's own statement of one day said when it was last read: how many lines, how many left to a person.

    `strangers` are payments that are not ours: while there are any, a payout holds money of others too.
    """

    gateway_account_ref = models.CharField(max_length=40)
    day = models.DateField()
    read_at = models.DateTimeField(default=clock.now)
    lines = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    strangers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="statement_day_once", fields=["gateway_account_ref", "day"])
        ]

    def __str__(self) -> str:
        return f"{self.gateway_account_ref} {self.day}"
