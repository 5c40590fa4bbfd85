"""Make a role of the business's own, or change what it is called and may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity.models import CustomRole
from tiwala.identity.permissions import ROLES
from tiwala.identity.roles import check_may_give
from tiwala.identity.words import ROLE_NAMES
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.errors import BadInput

NAME_LETTERS, ABOUT_LETTERS = 60, 200


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What it is called, what it is for, what it may do."""

    name: str
    permissions: frozenset[str]
    about: str = ""


@action
def make_role(facts: RoleFacts, *, by: Actor) -> CustomRole:
    """A role that nobody holds yet. At least one permission, and never more than its maker holds: NotYoursToGive."""
    clean = clean_facts(facts)
    check_may_give(clean.permissions, by=by)
    role = CustomRole.objects.create(
        name=clean.name, about=clean.about, permissions=sorted(clean.permissions), made_by=by.id
    )
    record("role:make", role.public_id, by=by, name=role.name, permissions=role.permissions)
    return role


def clean_facts(facts: RoleFacts, *, but: CustomRole | None = None) -> RoleFacts:
    """The facts without stray blanks, checked under a lock so that a name is taken once. BadInput. A step."""
    name, about = " ".join(facts.name.split()), " ".join(facts.about.split())
    wrong = {}
    if not name or len(name) > NAME_LETTERS:
        wrong["name"] = _("Please give the role a name of at most 60 letters.")
    if len(about) > ABOUT_LETTERS:
        wrong["about"] = _("Please use at most 200 letters.")
    if not facts.permissions:
        wrong["permissions"] = _("Please choose at least one thing that the role may do.")
    advisory_lock("identity:role names")
    others = CustomRole.objects.living().filter(name__iexact=name)
    if name.lower() in _built_in_names() or any(other != but for other in others):
        wrong["name"] = _("There is a role of this name already.")
    if wrong:
        raise BadInput(fields=wrong)
    return RoleFacts(name, facts.permissions, about)


def _built_in_names() -> set[str]:
    return {*ROLES, *(str(words).lower() for words in ROLE_NAMES.values())}
