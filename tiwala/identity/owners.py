"""A house has an owner, or waits for its first: the one question, under one lock."""

from __future__ import annotations

from typing import Final

from tiwala.identity.models import RoleGrant, User
from tiwala.identity.refusals import LastOwner, OwnerExists
from tiwala.kit.db import advisory_lock, assert_in_transaction

LOCK: Final = "identity:owners"


def has_owner(*, but: User | None = None) -> bool:
    """Whether somebody (else) who may sign in is an owner."""
    held = RoleGrant.objects.filter(role="owner", user__is_active=True)
    return held.exclude(user=but).exists() if but else held.exists()


def refuse_when_owned() -> None:
    """OwnerExists, from now until the commit. A step."""
    assert_in_transaction()
    advisory_lock(LOCK)
    if has_owner():
        raise OwnerExists


def keep_one(user: User) -> None:
    """LastOwner when nobody else owns the house. Two who leave at once would both succeed without the lock. A step."""
    assert_in_transaction()
    advisory_lock(LOCK)
    if user.role_grants.filter(role="owner").exists() and not has_owner(but=user):
        raise LastOwner
