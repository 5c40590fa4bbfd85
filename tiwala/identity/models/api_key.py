"""The key of another program: shown once, kept as a hash."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tiwala.kit.actor import Actor
from tiwala.kit.rows import Row, RowQuerySet


class ApiKeyQuerySet(RowQuerySet["ApiKey"]):
    """Reads of keys."""

    def visible_to(self, actor: Actor) -> Self:
        """All keys, for those who manage keys."""
        return self.all() if actor.may("key.manage") else self.none()


class ApiKey(Row):
    """A key with scopes. `secret_hash` is SHA-256 of the whole text; the text itself is kept nowhere."""

    PREFIX = "key"

    name = models.CharField(max_length=80)
    key_id = models.CharField(max_length=8, unique=True)
    secret_hash = models.BinaryField(max_length=32)
    scopes = ArrayField(models.CharField(max_length=40))
    is_live = models.BooleanField()
    issued_by = models.CharField(max_length=40)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.key_id} {self.name}"

    def is_good(self, *, now: datetime) -> bool:
        """Whether the key opens anything at this instant."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
