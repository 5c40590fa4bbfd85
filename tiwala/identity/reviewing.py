"""What a review of access looks at, as it stands now: people, programs and keys with what they may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator

from tiwala.identity.models import ApiKey, RoleGrant, ServiceAccount, User
from tiwala.kit import clock, fields


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing to keep or end: its id, its name, and facts without anything personal."""

    ref: str
    name: str
    facts: dict[str, Any]


def everything() -> list[Seen]:
    """People first, then programs, then keys: five statements."""
    return [*_people(), *_programs(), *_keys()]


def _people() -> Iterator[Seen]:
    people = list(User.objects.filter(kind="staff", is_active=True).order_by("id"))
    fields.preload(people)
    roles, factors = dict[Any, list[str]](), dict[Any, set[str]]()
    for grant in RoleGrant.objects.filter(user__in=people).select_related("custom_role").order_by("id"):
        roles.setdefault(grant.user_id, []).append(grant.custom_role.name if grant.custom_role else grant.role)
    for user_id, kind in Authenticator.objects.filter(user__in=people).values_list("user_id", "type"):
        factors.setdefault(user_id, set()).add(kind)
    for one in people:
        told = {
            "roles": roles.get(one.pk, []),
            "factors": sorted(factors.get(one.pk, ())),
            "last_seen": _day(one.last_seen_at),
        }
        yield Seen(one.public_id, str(one.name), told)


def _programs() -> Iterator[Seen]:
    for one in ServiceAccount.objects.filter(ended_at=None).order_by("id"):
        yield Seen(one.public_id, one.name, {"opened": _day(one.created_at)})


def _keys() -> Iterator[Seen]:
    for one in ApiKey.objects.good(now=clock.now()).select_related("owner", "service").order_by("id"):
        whose = one.owner.public_id if one.owner else one.service.public_id if one.service else ""
        told = {"scopes": one.scopes, "owner": whose, "last_used": _day(one.last_used_at), "ends": _day(one.expires_at)}
        yield Seen(one.public_id, one.name, told)


def _day(at: Any) -> str:
    return at.date().isoformat() if at else ""
