"""Change a role of the business's own."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import Act, record_all
from tiwala.identity.actions.make_role import RoleFacts, clean_facts
from tiwala.identity.models import CustomRole
from tiwala.identity.roles import check_may_give
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import WrongState


@action
def change_role(role_id: UUID, *, facts: RoleFacts, by: Actor) -> CustomRole:
    """The role as it holds from the next click of everybody who has it. Nobody adds more than they hold.

    Nothing changed leaves no record. WrongState once it is retired.
    """
    role: CustomRole = CustomRole.objects.locked(role_id)
    if role.retired_at is not None:
        raise WrongState(role=role.public_id)
    clean = clean_facts(facts, but=role)
    added, taken = clean.permissions - role.held, role.held - clean.permissions
    check_may_give(added, by=by)
    if not added and not taken and (role.name, role.about) == (clean.name, clean.about):
        return role
    before = role.name
    role.name, role.about, role.permissions = clean.name, clean.about, sorted(clean.permissions)
    role.save(update_fields=["name", "about", "permissions"])
    told = {"name": role.name, "before": before, "added": sorted(added), "taken": sorted(taken)}
    record_all([Act("role:change", role.public_id, facts=told)], by=by)
    return role
