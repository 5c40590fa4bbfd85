"""Reads that join: who a person is as an actor."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from tiwala.identity.models import CustomerAccess, RoleGrant, User
from tiwala.identity.permissions import PERMISSIONS, permissions_of
from tiwala.kit.actor import Actor


def actor_for(user: User, *, ip: str = "", request_id: str = "", has_factor: bool = False) -> Actor:
    """The person as an actor, in one query: roles of staff, or the customers a customer may open."""
    levels: dict[str, str] = {}
    if user.is_staff:
        permissions, label = _held_by(user)
    else:
        levels = dict(CustomerAccess.objects.filter(user_id=user.pk).values_list("customer_ref", "level"))
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
    columns = ("role", "custom_role__name", "custom_role__permissions")
    grants = list(RoleGrant.objects.filter(user_id=user.pk).values_list(*columns))
    built_in = frozenset(role for role, _name, _made in grants if role)
    made = PERMISSIONS & frozenset(one for _role, _name, permissions in grants for one in permissions or ())
    return permissions_of(built_in) | made, ", ".join(sorted(role or name for role, name, _made in grants)) or "staff"


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
