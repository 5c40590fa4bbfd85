"""Which customer's things a signed-in person may open."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tiwala.identity.models.user import User
from tiwala.kit.rows import Row


class Level(models.TextChoices):
    """How far the access goes; each level includes the ones before it."""

    SEES = "sees", _("Sees")
    PAYS = "pays", _("Sees and pays")
    MANAGES = "manages", _("Sees, pays and manages")


class CustomerAccess(Row):
    """A person may act for a customer. The customer is an opaque public id: that room is above this one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="customer_accesses")
    customer_ref = models.CharField(max_length=40, db_index=True)
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.MANAGES)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "customer_ref"], name="customer_access_once"),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="customer_access_level_known"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.level} {self.customer_ref}"
