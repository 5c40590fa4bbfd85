"""A role by its reference: the name of a built-in one, or `rol_…` of one the business made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tiwala.identity.models import CustomRole
from tiwala.identity.permissions import PERMISSIONS, ROLES
from tiwala.identity.refusals import NotYoursToGive
from tiwala.identity.words import ROLE_NAMES
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId, BadInput


@dataclass(frozen=True, slots=True)
class Role:
    """What a role is called and may do; `custom` is the row of one the business made."""

    ref: str
    name: str
    permissions: frozenset[str]
    custom: CustomRole | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """How a grant names it."""
        return {"role": "" if self.custom else self.ref, "custom_role": self.custom}


def find_role(ref: str, *, locked: bool = False) -> Role:
    """The role, as long as it can be given; BadInput for what is none. Locked, it cannot be retired meanwhile."""
    if ref in ROLES:
        return Role(ref, str(ROLE_NAMES[ref]), ROLES[ref])
    try:
        found = CustomRole.objects.living().filter(pk=ids.decode("rol", ref))
    except BadId:
        found = CustomRole.objects.none()
    row = (found.select_for_update() if locked else found).first()
    if row is None:
        raise BadInput(fields={"role": _("There is no such role.")}, role=ref[:40])
    return Role(ref, row.name, row.held, row)


def every_role() -> list[Role]:
    """Built-in ones in their order, then those the business made, by name. One statement."""
    made = CustomRole.objects.living().order_by("name")
    return [find_role(name) for name in ROLES] + [Role(one.public_id, one.name, one.held, one) for one in made]


def check_may_give(permissions: Iterable[str], *, by: Actor) -> None:
    """Nobody gives more than they hold: NotYoursToGive. Unknown permissions are refused by name."""
    wanted = frozenset(permissions)
    if wanted - PERMISSIONS:
        words = _("There is no such permission: %(names)s") % {"names": ", ".join(sorted(wanted - PERMISSIONS))[:80]}
        raise BadInput(fields={"permissions": words})
    if not all(by.may(one) for one in wanted):
        raise NotYoursToGive
