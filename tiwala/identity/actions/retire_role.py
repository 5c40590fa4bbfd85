"""Retire a role of the business's own."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import Act, record_all
from tiwala.identity.models import CustomRole, RoleGrant
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def retire_role(role_id: UUID, *, by: Actor) -> CustomRole:
    """Nobody holds it from now on, and nobody can be given it. Retiring twice changes nothing."""
    role: CustomRole = CustomRole.objects.locked(role_id)
    if role.retired_at is not None:
        return role
    held = list(RoleGrant.objects.filter(custom_role=role).select_related("user").order_by("id"))
    RoleGrant.objects.filter(custom_role=role).delete()
    role.retired_at = clock.now()
    role.save(update_fields=["retired_at"])
    acts = [Act("role:revoke", grant.user.public_id, facts={"role": role.public_id}) for grant in held]
    record_all([*acts, Act("role:retire", role.public_id, facts={"name": role.name, "held_by": len(held)})], by=by)
    return role
