"""The key of another program: shown once, kept as a hash, with an end."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tiwala.identity.models.service_account import ServiceAccount
from tiwala.identity.models.user import User
from tiwala.kit.actor import Actor
from tiwala.kit.rows import Row, RowQuerySet


class ApiKeyQuerySet(RowQuerySet["ApiKey"]):
    """Reads of keys."""

    def visible_to(self, actor: Actor) -> Self:
        """All keys, for those who manage keys."""
        return self.all() if actor.may("key.manage") else self.none()

    def good(self, *, now: datetime) -> Self:
        """Those that still open something."""
        return self.filter(revoked_at=None).filter(expires_at__gt=now)


class ApiKey(Row):
    """A key with scopes. `secret_hash` is SHA-256 of the whole text; the text itself is kept nowhere.

    It belongs to a person, to a service account, or to the house itself (made on the command line). Rotated, it is
    the same key with another text; the text before stays good until `previous_until`.
    """

    PREFIX = "key"

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="api_keys")
    service = models.ForeignKey(
        ServiceAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="api_keys"
    )
    key_id = models.CharField(max_length=8, unique=True)
    secret_hash = models.BinaryField(max_length=32)
    previous_key_id = models.CharField(max_length=8, unique=True, null=True, blank=True)
    previous_hash = models.BinaryField(max_length=32, null=True, blank=True)
    previous_until = models.DateTimeField(null=True, blank=True)
    scopes = ArrayField(models.CharField(max_length=40))
    networks = ArrayField(models.CharField(max_length=43), default=list, blank=True)
    is_live = models.BooleanField()
    issued_by = models.CharField(max_length=40)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.CharField(max_length=45, blank=True, default="")
    refused_at = models.DateTimeField(null=True, blank=True)
    warned_of = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(condition=Q(owner=None) | Q(service=None), name="api_key_has_one_owner"),
            models.CheckConstraint(
                condition=Q(previous_key_id=None, previous_hash=None, previous_until=None)
                | Q(previous_key_id__isnull=False, previous_hash__isnull=False, previous_until__isnull=False),
                name="api_key_previous_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key_id} {self.name}"

    def is_good(self, *, now: datetime) -> bool:
        """Whether the key opens anything at this instant."""
        return self.revoked_at is None and now < self.expires_at

    def hash_for(self, key_id: str, *, now: datetime) -> bytes | None:
        """The hash that a text with this id must have; None when that text is good no more."""
        if key_id == self.key_id:
            return bytes(self.secret_hash)
        is_kept = self.previous_until is not None and now < self.previous_until
        return bytes(self.previous_hash) if is_kept and self.previous_hash is not None else None
