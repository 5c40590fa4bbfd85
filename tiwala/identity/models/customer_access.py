"""Which customer's things a signed-in person may open."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tiwala.identity.models.user import User
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId
from tiwala.kit.rows import Row, RowQuerySet


class Level(models.TextChoices):
    """How far the access goes; each level includes the ones before it."""

    SEES = "sees", _("Sees")
    PAYS = "pays", _("Sees and pays")
    MANAGES = "manages", _("Sees, pays and manages")

    def includes(self, least: Level) -> bool:
        """Whether this level goes at least that far."""
        order = list(Level)
        return order.index(self) >= order.index(least)


class CustomerAccessQuerySet(RowQuerySet["CustomerAccess"]):
    """Reads of accesses."""

    def visible_to(self, actor: Actor) -> Self:
        """All for staff who may view customers; one's own, and everybody's at a customer one manages."""
        if actor.may("customer.view"):
            return self.all()
        managed = [ref for ref in actor.customer_refs if actor.goes(ref, "manages")]
        return self.filter(models.Q(customer_ref__in=managed) | models.Q(user_id=_pk(actor)))


def _pk(actor: Actor) -> object:
    try:
        return ids.decode("usr", actor.id)
    except BadId:
        return None


class CustomerAccess(Row):
    """A person may act for a customer. The customer is an opaque public id: that room is above this one."""

    PREFIX = "acs"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="customer_accesses")
    customer_ref = models.CharField(max_length=40, db_index=True)
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.MANAGES)

    objects: ClassVar[Any] = CustomerAccessQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "customer_ref"], name="customer_access_once"),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="customer_access_level_known"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.level} {self.customer_ref}"
