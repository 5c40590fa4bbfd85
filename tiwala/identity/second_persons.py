"""Who people are to the room of second persons: as they stand now, and who could decide."""

from __future__ import annotations

from django.db.models import Q

from tiwala.approvals.registry import People
from tiwala.identity.key_powers import is_open, powers_of
from tiwala.identity.models import ApiKey, RoleGrant, User
from tiwala.identity.permissions import ROLES
from tiwala.identity.queries import actor_for
from tiwala.identity.rule_values import value_of
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import BadId


def actor_by_ref(ref: str) -> Actor | None:
    """The person or the key as it may act at this moment; None when it may not act at all."""
    if ref == SYSTEM.id:
        return SYSTEM
    if ref.startswith("key_"):
        key = _key(ref)
        return Actor("key", ref, label=key.name, permissions=powers_of(key)) if key and is_open(key) else None
    try:
        user = User.objects.filter(pk=ids.decode("usr", ref), kind="staff", is_active=True).first()
    except BadId:
        return None
    return actor_for(user) if user else None


def person_behind(ref: str) -> str:
    """The person a key stands for: who owns it, else who made it. Everybody else stands for themselves."""
    key = _key(ref) if ref.startswith("key_") else None
    if key is None:
        return ref
    return key.owner.public_id if key.owner else key.issued_by


def staff_who_may(permission: str) -> list[str]:
    """Active staff who hold the permission, in one statement."""
    built_in = [name for name, held in ROLES.items() if permission in held]
    holds = Q(role__in=built_in) | Q(custom_role__permissions__contains=[permission])
    found = RoleGrant.objects.filter(holds, user__is_active=True, user__kind="staff")
    return [ids.encode("usr", pk) for pk in found.order_by("user_id").values_list("user_id", flat=True).distinct()]


def _key(ref: str) -> ApiKey | None:
    try:
        found: ApiKey | None = (
            ApiKey.objects.filter(pk=ids.decode("key", ref)).select_related("owner", "service").first()
        )
    except BadId:
        return None
    return found


PEOPLE = People(
    actor=actor_by_ref,
    behind=person_behind,
    who=staff_who_may,
    alone_waits_s=lambda: 60 * value_of("staff_step_up_minutes"),
)
