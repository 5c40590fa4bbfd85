"""How often a key came in, minute by minute: what the rate limit counts, shared by every process."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Use(models.Model):
    """One key in one minute (Unix minutes). The only thing this room keeps; it is forgotten after a day."""

    key_ref = models.CharField(max_length=40)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="api_use_once", fields=["key_ref", "minute"])]

    def __str__(self) -> str:
        return f"{self.key_ref} {self.minute}"
