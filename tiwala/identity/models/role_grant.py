"""A role held by a staff member."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tiwala.identity.models.custom_role import CustomRole
from tiwala.identity.models.user import User
from tiwala.identity.permissions import ROLES
from tiwala.kit.rows import Row


class RoleGrant(Row):
    """One role of one person: either built in (data in permissions.py) or one the business made, never both."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=16, choices=[(name, name) for name in ROLES], blank=True, default="")
    custom_role = models.ForeignKey(
        CustomRole, on_delete=models.PROTECT, related_name="grants", null=True, blank=True, default=None
    )
    granted_by = models.CharField(max_length=40)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES), custom_role=None) | Q(role="", custom_role__isnull=False),
                name="role_is_built_in_or_made",
            ),
            models.UniqueConstraint(fields=["user", "role"], condition=~Q(role=""), name="role_granted_once"),
            models.UniqueConstraint(
                fields=["user", "custom_role"], condition=Q(role=""), name="custom_role_granted_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role or self.custom_role_id}"

    @property
    def ref(self) -> str:
        """The role's reference: its name when built in, else `rol_…`."""
        return self.custom_role.public_id if self.custom_role else self.role
