"""A trace of every call to a gateway, and what is left of it after a while: an hour's figures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Call(models.Model):
    """One call: what was asked of which account, how it went, how long it took. Only added; forgotten after days.

    `method` is empty for verbs that belong to no way to pay. Kinds are `watched.Kind`.
    """

    at = models.DateTimeField()
    account_ref = models.CharField(max_length=40)
    method = models.CharField(max_length=30, blank=True)
    verb = models.CharField(max_length=20)
    kind = models.CharField(max_length=8)
    took_ms = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("at",), name="gateways_call_at")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="gateways_call_kind", condition=models.Q(kind__in=("ok", "failed", "unknown", "busy"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.took_ms} ms"


class CallHour(models.Model):
    """The calls of one hour to one account for one method, counted by kind, with how long they took."""

    hour_at = models.DateTimeField()
    account_ref = models.CharField(max_length=40)
    method = models.CharField(max_length=30, blank=True)
    calls = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    busy = models.PositiveIntegerField()
    p50_ms = models.PositiveIntegerField()
    p95_ms = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account_ref", "method", "hour_at"), name="gateways_call_hour_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_ref} {self.method} {self.hour_at:%F %H}"
