"""Making a customer's sign-in at once."""

from __future__ import annotations

from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA_REF, BEN_REF, as_actor


def test_they_may_open_their_own_and_nothing_else(ana: User) -> None:
    actor = as_actor(ana)
    assert actor.sees_customer(ANA_REF)
    assert not actor.sees_customer(BEN_REF)
    assert not actor.is_staff
    assert actor.permissions == frozenset()
