"""Take a role away from a staff member."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import RoleGrant, User
from tiwala.identity.refusals import LastOwner
from tiwala.identity.roles import check_may_give, find_role
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock


@action
def revoke_role(user_id: UUID, *, role: str, by: Actor) -> None:
    """The person no longer holds the role; it counts at their next click. LastOwner, NotYoursToGive, BadInput."""
    user: User = User.objects.locked(user_id)
    wanted = find_role(role)
    check_may_give(wanted.permissions, by=by)
    if role == "owner":
        _keep_one_owner(user)
    removed, _ = RoleGrant.objects.filter(user=user, **wanted.columns).delete()
    if removed:
        record("role:revoke", user.public_id, by=by, role=role)


def _keep_one_owner(user: User) -> None:
    """Two owners who take the role from each other at once would both succeed without the lock."""
    advisory_lock("identity:owners")
    if not RoleGrant.objects.filter(role="owner", user__is_active=True).exclude(user=user).exists():
        raise LastOwner
