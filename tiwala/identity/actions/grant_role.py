"""Give a staff member a role."""

from __future__ import annotations

from uuid import UUID

from tiwala.approvals.queries import needs_nobody
from tiwala.approvals.refusals import FactsChanged, SecondPersonNeeded
from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import record
from tiwala.identity.models import RoleGrant, User
from tiwala.identity.refusals import NotStaff
from tiwala.identity.roles import Role, check_may_give, find_role
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def grant_role(user_id: UUID, *, role: str, by: Actor) -> RoleGrant:
    """The house gives a role; a person asks for a second one (ask_for_role): SecondPersonNeeded. NotStaff, BadInput.

    `role` is a built-in one's name or `rol_…`. Giving it twice changes nothing.
    """
    if not needs_nobody(by):
        raise SecondPersonNeeded
    return _give(find_role(role, locked=True), user_id, asked_by="", by=by)


def give_approved_role(frozen: Frozen, by: Actor) -> Done:
    """The role of an approved proposal is held from now on. A step.

    FactsChanged when the role allows something else than what was shown; NotYoursToGive when the asker holds less.
    """
    role = find_role(frozen.facts["role"], locked=True)
    if sorted(role.permissions) != frozen.facts["permissions"]:
        raise FactsChanged
    check_may_give(role.permissions, by=frozen.asker)
    grant = _give(role, ids.decode("usr", frozen.subject_ref), asked_by=frozen.asker.id, by=by)
    return Done(grant.user.public_id)


def _give(role: Role, user_id: UUID, *, asked_by: str, by: Actor) -> RoleGrant:
    user: User = User.objects.locked(user_id)
    if not user.is_staff or not user.is_active:
        raise NotStaff
    grant, made = RoleGrant.objects.get_or_create(user=user, **role.columns, defaults={"granted_by": asked_by or by.id})
    if made:
        record("role:grant", user.public_id, by=by, role=role.ref, asked_by=asked_by)
    return grant
