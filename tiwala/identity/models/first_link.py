"""The one-time link by which the first owner of an empty house comes in."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from tiwala.kit.rows import Row


class FirstLink(Row):
    """Single use, with an end soon; the token is kept as a hash. At most one is open."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"first link {self.pk}"

    def is_open(self, *, now: datetime) -> bool:
        """Whether it still leads in."""
        return self.used_at is None and now < self.expires_at
