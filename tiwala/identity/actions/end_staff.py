"""End a staff member's access: roles, sessions and keys, in one transaction."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.actions.revoke_key import revoke_keys_of_person
from tiwala.identity.ending import end_all
from tiwala.identity.models import RoleGrant, User
from tiwala.identity.refusals import LastOwner, NotStaff
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock


@action
def end_staff(user_id: UUID, *, by: Actor) -> User:
    """They cannot sign in, hold no role, and no session or key of theirs opens anything. LastOwner, NotStaff."""
    advisory_lock("identity:owners")
    user: User = User.objects.locked(user_id)
    if not user.is_staff:
        raise NotStaff
    others = RoleGrant.objects.filter(role="owner", user__is_active=True).exclude(user=user)
    if user.role_grants.filter(role="owner").exists() and not others.exists():
        raise LastOwner
    if user.is_active:
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.role_grants.all().delete()
        end_all(user)
        keys = revoke_keys_of_person(user.pk, by=by)
        record("user:disable", user.public_id, by=by, keys=keys)
    return user
