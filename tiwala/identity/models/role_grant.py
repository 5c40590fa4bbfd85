"""A role held by a staff member."""

from __future__ import annotations

from django.db import models

from tiwala.identity.models.user import User
from tiwala.identity.permissions import ROLES
from tiwala.kit.rows import Row


class RoleGrant(Row):
    """One role of one person. What a role may do is data in permissions.py."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=16, choices=[(name, name) for name in ROLES])
    granted_by = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "role"], name="role_granted_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
