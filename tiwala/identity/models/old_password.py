"""What a staff member's passwords were, as hashes, so that none of the last few comes back."""

from __future__ import annotations

from django.db import models

from tiwala.identity.models.user import User
from tiwala.kit.rows import Row


class OldPassword(Row):
    """One hash, the present one included. How many count is the rule `staff_password_history`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return str(self.pk)
