"""Giving roles."""

from __future__ import annotations

import pytest

from tiwala.approvals.refusals import SecondPersonNeeded
from tiwala.identity.actions.ask_for_role import ask_for_role
from tiwala.identity.actions.grant_role import grant_role
from tiwala.identity.models import RoleGrant, User
from tiwala.identity.refusals import NotStaff, NotYoursToGive
from tiwala.identity.tests.people import as_actor, make_cora
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput


def test_the_person_may_more_at_once(cora: User) -> None:
    dan = make_cora("cashier", "dan@example.ph")
    assert not as_actor(dan).may("audit.view")
    grant_role(dan.pk, role="auditor", by=SYSTEM)
    grant_role(dan.pk, role="auditor", by=SYSTEM)
    assert as_actor(dan).may("audit.view")
    assert RoleGrant.objects.filter(user=dan).count() == 2


def test_nobody_gives_more_than_they_hold() -> None:
    admin = make_cora("admin")
    with pytest.raises(NotYoursToGive):
        ask_for_role(admin.pk, role="owner", reason="I want it", key="k", by=as_actor(admin))
    with pytest.raises(SecondPersonNeeded):
        grant_role(admin.pk, role="cashier", by=as_actor(admin))
    assert not as_actor(admin).may("gateway.edit")


def test_customers_hold_no_role(ana: User) -> None:
    with pytest.raises(NotStaff):
        grant_role(ana.pk, role="cashier", by=SYSTEM)
    with pytest.raises(BadInput):
        grant_role(ana.pk, role="king", by=SYSTEM)
