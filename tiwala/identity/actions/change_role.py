"""Change a role of the business's own."""

from __future__ import annotations

from uuid import UUID

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.approvals.queries import needs_nobody
from tiwala.approvals.refusals import FactsChanged
from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import Act, record_all
from tiwala.identity.actions.make_role import RoleFacts, clean_facts
from tiwala.identity.models import CustomRole, RoleGrant
from tiwala.identity.roles import check_may_give
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import WrongState


@action
def change_role(
    role_id: UUID, *, facts: RoleFacts, by: Actor, reason: str = "", key: str = ""
) -> CustomRole | Proposal:
    """The role as it holds from the next click of everybody who has it; nobody adds more than they hold.

    More rights for a role that somebody holds wait for a second person: the proposal. Nothing changed leaves no
    record. WrongState once it is retired.
    """
    role = _living(role_id)
    clean = clean_facts(facts, but=role)
    added = clean.permissions - role.held
    check_may_give(added, by=by)
    if added and not needs_nobody(by) and RoleGrant.objects.filter(custom_role=role).exists():
        told = {
            "name": clean.name,
            "about": clean.about,
            "permissions": sorted(clean.permissions),
            "added": sorted(added),
            "before": sorted(role.held),
        }
        return propose(Wish("role_change", role.public_id, reason, key, told), by=by)
    return _change(role, clean, asked_by="", by=by)


def widen_approved_role(frozen: Frozen, by: Actor) -> Done:
    """The role of an approved proposal allows more from now on. A step. FactsChanged, NotYoursToGive, WrongState."""
    role = _living(ids.decode("rol", frozen.subject_ref))
    if sorted(role.held) != frozen.facts["before"]:
        raise FactsChanged
    facts = RoleFacts(frozen.facts["name"], frozenset(frozen.facts["permissions"]), frozen.facts["about"])
    check_may_give(frozen.facts["added"], by=frozen.asker)
    return Done(_change(role, clean_facts(facts, but=role), asked_by=frozen.asker.id, by=by).public_id)


def _living(role_id: UUID) -> CustomRole:
    role: CustomRole = CustomRole.objects.locked(role_id)
    if role.retired_at is not None:
        raise WrongState(role=role.public_id)
    return role


def _change(role: CustomRole, facts: RoleFacts, *, asked_by: str, by: Actor) -> CustomRole:
    added, taken = facts.permissions - role.held, role.held - facts.permissions
    if not added and not taken and (role.name, role.about) == (facts.name, facts.about):
        return role
    before = role.name
    role.name, role.about, role.permissions = facts.name, facts.about, sorted(facts.permissions)
    role.save(update_fields=["name", "about", "permissions"])
    told = {"name": role.name, "before": before, "added": sorted(added), "taken": sorted(taken), "asked_by": asked_by}
    record_all([Act("role:change", role.public_id, facts=told)], by=by)
    return role
