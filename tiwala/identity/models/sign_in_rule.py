"""A rule of signing in that somebody made stricter than the house's own."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from tiwala.identity.rules import RULES
from tiwala.kit.actor import Actor
from tiwala.kit.rows import Row, RowQuerySet


class SignInRuleQuerySet(RowQuerySet["SignInRule"]):
    """Reads of rules."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them, for those who may see the settings."""
        return self.all() if actor.may("settings.view") else self.none()


def _known() -> Q:
    """No number beyond a floor, whoever writes the row: the database is the last guard."""
    found = Q(pk__in=[])
    for rule in RULES.values():
        least, most = sorted((rule.floor, rule.extreme))
        found |= Q(name=rule.name, number__gte=least, number__lte=most)
    return found


class SignInRule(Row):
    """One number, in the rule's own unit. What has no row is as RULES says."""

    name = models.CharField(max_length=40, unique=True, choices=[(name, name) for name in RULES])
    number = models.PositiveIntegerField()
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()

    objects: ClassVar[Any] = SignInRuleQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=_known(), name="sign_in_rule_not_below_its_floor"),)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
