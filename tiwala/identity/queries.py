"""Reads that join: who a person is as an actor."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from tiwala.identity.models import CustomerAccess, RoleGrant, Session, User
from tiwala.identity.permissions import PERMISSIONS, permissions_of
from tiwala.identity.session_ends import ended
from tiwala.kit import clock
from tiwala.kit.actor import Actor


def actor_for(user: User, *, ip: str = "", request_id: str = "", has_factor: bool = False) -> Actor:
    """The person as an actor: roles of staff, or the customers a customer may open.

    No query when the person came with their session (one_look.py), one otherwise.
    """
    levels: dict[str, str] = {}
    if user.is_staff:
        permissions, label = _held_by(user)
    else:
        levels = _levels(user)
        permissions, label = frozenset[str](), "customer"
    return Actor(
        kind="person",
        id=user.public_id,
        label=label,
        permissions=permissions,
        customer_refs=frozenset(levels),
        customer_levels=levels,
        is_staff=user.is_staff,
        has_factor=has_factor,
        ip=ip,
        request_id=request_id,
    )


def _held_by(user: User) -> tuple[frozenset[str], str]:
    """What a person's roles may do together, and what the roles are called. Unknown permissions count for nothing."""
    grants = _grants(user)
    built_in = frozenset(role for role, _name, _made in grants if role)
    made = PERMISSIONS & frozenset(one for _role, _name, permissions in grants for one in permissions or ())
    return permissions_of(built_in) | made, ", ".join(sorted(role or name for role, name, _made in grants)) or "staff"


def permissions_held(user: User) -> frozenset[str]:
    """What all roles of a member of staff allow together."""
    return _held_by(user)[0]


def _grants(user: User) -> list[Any]:
    """Role, name and permissions of each; one_look.py reads the same three."""
    if user.held_grants is not None:
        return user.held_grants
    columns = ("role", "custom_role__name", "custom_role__permissions")
    return list(RoleGrant.objects.filter(user_id=user.pk).values_list(*columns))


def _levels(user: User) -> dict[str, str]:
    if user.held_levels is not None:
        return user.held_levels
    return dict(CustomerAccess.objects.filter(user_id=user.pk).values_list("customer_ref", "level"))


def user_with_email(email: str) -> User | None:
    """The person whose verified address this is; any case."""
    found = EmailAddress.objects.filter(email=email.strip().lower(), verified=True).select_related("user").first()
    return found.user if found else None


def email_of(user: User) -> str:
    """The address we write to; empty when there is none."""
    found = EmailAddress.objects.filter(user_id=user.pk).order_by("-primary", "-verified").first()
    return found.email if found else ""


def owns_factor(user: User) -> bool:
    """Whether the person has set up a second factor. Recovery codes alone are none."""
    found = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(found.exists())


def sessions_of(user: User) -> list[Session]:
    """Where the person is signed in at this moment, the latest used first."""
    found = Session.objects.filter(user_id=user.pk).select_related("user").order_by("-last_active_at", "-started_at")
    now = clock.now()
    return [one for one in found if not ended(one, now=now)]
