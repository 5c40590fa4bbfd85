"""A role that the business made itself."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tiwala.identity.permissions import PERMISSIONS
from tiwala.kit.actor import Actor
from tiwala.kit.rows import Row, RowQuerySet


class CustomRoleQuerySet(RowQuerySet["CustomRole"]):
    """Reads of roles."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them, for those who may see the settings."""
        return self.all() if actor.may("settings.view") else self.none()

    def living(self) -> Self:
        """Those that can still be given."""
        return self.filter(retired_at=None)


class CustomRole(Row):
    """A name and what it may do. Retired ones stay, so that the trail can be read; nobody holds them."""

    PREFIX = "rol"

    name = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True, default="")
    permissions = ArrayField(models.CharField(max_length=40))
    made_by = models.CharField(max_length=40)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CustomRoleQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(Lower("name"), condition=Q(retired_at=None), name="custom_role_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="custom_role_has_a_name"),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def held(self) -> frozenset[str]:
        """What it may do now: a permission that the house no longer knows counts for nothing."""
        return PERMISSIONS & frozenset(self.permissions)
