"""Give a staff member a role."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import RoleGrant, User
from tiwala.identity.refusals import NotStaff
from tiwala.identity.roles import check_may_give, find_role
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def grant_role(user_id: UUID, *, role: str, by: Actor) -> RoleGrant:
    """The grant; giving it twice changes nothing. `role`: built in, or `rol_…`. NotStaff, NotYoursToGive, BadInput."""
    wanted = find_role(role, locked=True)
    user: User = User.objects.locked(user_id)
    if not user.is_staff:
        raise NotStaff
    check_may_give(wanted.permissions, by=by)
    grant, made = RoleGrant.objects.get_or_create(user=user, **wanted.columns, defaults={"granted_by": by.id})
    if made:
        record("role:grant", user.public_id, by=by, role=role)
    return grant
