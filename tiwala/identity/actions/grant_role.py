"""Give a staff member a role."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import RoleGrant, User
from tiwala.identity.permissions import ROLES
from tiwala.identity.refusals import NotStaff, NotYoursToGive
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput


@action
def grant_role(user_id: UUID, *, role: str, by: Actor) -> RoleGrant:
    """The grant; giving it twice changes nothing. NotStaff, NotYoursToGive, BadInput."""
    if role not in ROLES:
        raise BadInput(fields={"role": role})
    user: User = User.objects.locked(user_id)
    if not user.is_staff:
        raise NotStaff
    if not all(by.may(permission) for permission in ROLES[role]):
        raise NotYoursToGive(role=role)
    grant, made = RoleGrant.objects.get_or_create(user=user, role=role, defaults={"granted_by": by.id})
    if made:
        record("role:grant", user.public_id, by=by, role=role)
    return grant
