"""A named non-person that owns keys: a web shop, an accounting program."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from tiwala.kit.actor import Actor
from tiwala.kit.rows import Row, RowQuerySet


class ServiceAccountQuerySet(RowQuerySet["ServiceAccount"]):
    """Reads of service accounts."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them, for those who manage keys."""
        return self.all() if actor.may("key.manage") else self.none()


class ServiceAccount(Row):
    """Owns keys and can never sign in: it is no user, so it has no address, password, factor or session to have."""

    PREFIX = "svc"

    name = models.CharField(max_length=80, unique=True)
    purpose = models.CharField(max_length=200, blank=True, default="")
    opened_by = models.CharField(max_length=40)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ServiceAccountQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
