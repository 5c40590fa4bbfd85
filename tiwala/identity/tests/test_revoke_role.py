"""Taking roles away."""

from __future__ import annotations

import pytest

from tiwala.identity.actions.revoke_role import revoke_role
from tiwala.identity.models import User
from tiwala.identity.refusals import LastOwner, NotYoursToGive
from tiwala.identity.tests.people import as_actor, make_cora


def test_it_counts_at_once(cora: User) -> None:
    dan = make_cora("cashier", "dan@example.ph")
    revoke_role(dan.pk, role="cashier", by=as_actor(cora))
    revoke_role(dan.pk, role="cashier", by=as_actor(cora))
    assert as_actor(dan).permissions == frozenset()


def test_the_last_owner_stays(cora: User) -> None:
    with pytest.raises(LastOwner):
        revoke_role(cora.pk, role="owner", by=as_actor(cora))
    second = make_cora("owner", "dan@example.ph")
    revoke_role(cora.pk, role="owner", by=as_actor(second))
    assert not as_actor(cora).permissions


def test_an_admin_does_not_unseat_an_owner(cora: User) -> None:
    admin = make_cora("admin", "dan@example.ph")
    with pytest.raises(NotYoursToGive):
        revoke_role(cora.pk, role="owner", by=as_actor(admin))
