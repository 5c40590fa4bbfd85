"""Who may do what: permissions laid beside roles, or beside the people who hold them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tiwala.identity.models import RoleGrant, User
from tiwala.identity.permissions import PERMISSIONS, ROLES
from tiwala.identity.roles import Role, every_role
from tiwala.identity.words import PERMISSION_WORDS, ROLE_ABOUT, role_name
from tiwala.kit import fields


@dataclass(frozen=True, slots=True)
class Line:
    """One permission, and for each column whether it is held."""

    permission: str
    words: str
    held: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The columns' names, and a line for every permission there is."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def cells(self) -> list[list[str]]:
        """The lines as a spreadsheet has them."""
        return [
            [line.words, line.permission, *(_("yes") if is_held else "" for _name, is_held in line.held)]
            for line in self.lines
        ]


def by_role() -> Matrix:
    """One column a role, built-in ones first. One statement."""
    return _matrix([(role.name, role.permissions) for role in every_role()])


def by_person() -> Matrix:
    """One column a staff member who can sign in, with what all their roles allow together."""
    found = list(
        User.objects.filter(kind="staff", is_active=True).prefetch_related("role_grants__custom_role").order_by("id")
    )
    fields.preload(found)
    return _matrix([(str(one.name), held_by(one.role_grants.all())) for one in found])


def held_by(grants: Iterable[RoleGrant]) -> frozenset[str]:
    """What these grants allow together."""
    made = (grant.custom_role.held if grant.custom_role else ROLES.get(grant.role, frozenset()) for grant in grants)
    return PERMISSIONS & frozenset().union(*made)


def names_of(grants: Iterable[RoleGrant]) -> list[str]:
    """What these roles are called, sorted."""
    return sorted(grant.custom_role.name if grant.custom_role else role_name(grant.role) for grant in grants)


def role_line(role: Role) -> str:
    """A role and what it is for, in one line."""
    about = role.custom.about if role.custom else str(ROLE_ABOUT[role.ref])
    return f"{role.name}: {about}" if about else role.name


def _matrix(columns: list[tuple[str, frozenset[str]]]) -> Matrix:
    lines = (
        Line(one, str(words), tuple((name, one in held) for name, held in columns))
        for one, words in PERMISSION_WORDS.items()
    )
    return Matrix(tuple(name for name, _held in columns), tuple(lines))
