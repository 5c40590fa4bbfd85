"""Take a role away from a staff member."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import RoleGrant, User
from tiwala.identity.owners import keep_one
from tiwala.identity.roles import check_may_give, find_role
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def revoke_role(user_id: UUID, *, role: str, by: Actor) -> None:
    """The person no longer holds the role; it counts at their next click. LastOwner, NotYoursToGive, BadInput."""
    user: User = User.objects.locked(user_id)
    wanted = find_role(role)
    check_may_give(wanted.permissions, by=by)
    if role == "owner":
        keep_one(user)
    removed, _ = RoleGrant.objects.filter(user=user, **wanted.columns).delete()
    if removed:
        record("role:revoke", user.public_id, by=by, role=role)
