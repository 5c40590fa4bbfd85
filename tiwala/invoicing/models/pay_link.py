"""The pay link: a random 256-bit token, stored hashed, that opens exactly one invoice until an instant."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiwala.invoicing.models.invoice import Invoice
from tiwala.kit import clock
from tiwala.kit.rows import Row


class PayLink(Row):
    """One way in for whoever holds the token. Several may live for one invoice (letter, PDF, copied by staff)."""

    PREFIX = "lnk"

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_for = models.CharField(max_length=20, default="staff")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["invoice", "-created_at"])]


class LinkView(models.Model):
    """A visit: which link, when, by which visitor (a keyed digest of the address). One row a visitor a minute."""

    link = models.ForeignKey(PayLink, on_delete=models.CASCADE, related_name="views")
    at = models.DateTimeField(default=clock.now)
    minute = models.BigIntegerField()
    visitor = models.BinaryField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="link_view_once_a_minute", fields=["link", "visitor", "minute"])
        ]


class LinkMiss(models.Model):
    """Tries with tokens that open nothing, counted per visitor and minute: more than a few are refused."""

    visitor = models.BinaryField(max_length=16)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="link_miss_once", fields=["visitor", "minute"])]
