"""Make a staff member at once, without an invitation: the seed, and the first owner of a new shop."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.identity.accounts import PersonFacts, open_staff_account
from tiwala.identity.models import User
from tiwala.identity.permissions import ROLES
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput


@action
def make_staff(person: PersonFacts, *, role: str, by: Actor) -> User:
    """A person who can sign in at once with this role. EmailTaken, BadInput."""
    if role not in ROLES:
        raise BadInput(fields={"role": role})
    user = open_staff_account(person, role=role, granted_by=by.id)
    record("user:register", user.public_id, by=by, kind="staff", role=role)
    return user
