"""Ask that somebody be given a role: a second person decides."""

from __future__ import annotations

from uuid import UUID

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.identity.models import User
from tiwala.identity.refusals import NotStaff
from tiwala.identity.roles import check_may_give, find_role
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def ask_for_role(user_id: UUID, *, role: str, reason: str, key: str, by: Actor) -> Proposal:
    """The proposal; what the role allows is frozen in it. NotStaff, NotYoursToGive, BadInput."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not user.is_staff:
        raise NotStaff
    wanted = find_role(role)
    check_may_give(wanted.permissions, by=by)
    facts = {"role": wanted.ref, "name": wanted.name, "permissions": sorted(wanted.permissions)}
    return propose(Wish("role_grant", user.public_id, reason, key, facts), by=by)
