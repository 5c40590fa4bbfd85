"""Roles of the business's own: made, changed, retired, held."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tiwala.audit.models import Record
from tiwala.identity.actions.ask_for_role import ask_for_role
from tiwala.identity.actions.change_role import change_role
from tiwala.identity.actions.grant_role import grant_role
from tiwala.identity.actions.make_role import RoleFacts, make_role
from tiwala.identity.actions.retire_role import retire_role
from tiwala.identity.actions.revoke_role import revoke_role
from tiwala.identity.models import CustomRole, RoleGrant, User
from tiwala.identity.permissions import PERMISSIONS
from tiwala.identity.queries import actor_for
from tiwala.identity.refusals import NotYoursToGive
from tiwala.identity.tests.people import as_actor, make_cora
from tiwala.identity.words import PERMISSION_WORDS, ROLE_ABOUT, ROLE_NAMES
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, WrongState


def facts(*permissions: str, name: str = "Front desk") -> RoleFacts:
    return RoleFacts(name, frozenset(permissions), "Greets people")


@pytest.fixture
def dan(cora: User) -> User:
    """Somebody with a small role."""
    return make_cora("support", "dan@example.ph")


def test_who_holds_it_may_what_it_says_and_no_more(cora: User, dan: User) -> None:
    role = make_role(facts("audit.view"), by=as_actor(cora))
    assert not as_actor(dan).may("audit.view")
    grant_role(dan.pk, role=role.public_id, by=SYSTEM)
    grant_role(dan.pk, role=role.public_id, by=SYSTEM)
    assert as_actor(dan).may("audit.view")
    assert not as_actor(dan).may("refund.create")
    assert as_actor(dan).label == "Front desk, support"
    revoke_role(dan.pk, role=role.public_id, by=as_actor(cora))
    assert not as_actor(dan).may("audit.view")
    tags = list(Record.objects.filter(tag__startswith="role:").order_by("seq").values_list("tag", flat=True))
    assert tags == ["role:make", "role:grant", "role:revoke"]


def test_all_permissions_of_a_person_come_with_one_query(cora: User, dan: User) -> None:
    for number in range(3):
        role = make_role(facts("audit.view", name=f"Role {number}"), by=as_actor(cora))
        grant_role(dan.pk, role=role.public_id, by=SYSTEM)
    with CaptureQueriesContext(connection) as asked:
        assert actor_for(dan).may("audit.view")
    assert len(asked) == 1


def test_nobody_makes_or_gives_more_than_they_hold(cora: User, dan: User) -> None:
    admin = as_actor(make_cora("admin", "ada@example.ph"))
    with pytest.raises(NotYoursToGive):
        make_role(facts("gateway.edit"), by=admin)
    role = make_role(facts("invoice.view"), by=admin)
    with pytest.raises(NotYoursToGive):
        change_role(role.pk, facts=facts("invoice.view", "gateway.edit"), by=admin)
    change_role(role.pk, facts=facts("invoice.view", "gateway.edit"), by=as_actor(cora))
    with pytest.raises(NotYoursToGive):
        ask_for_role(dan.pk, role=role.public_id, reason="Helps", key="k", by=admin)
    with pytest.raises(NotYoursToGive):
        revoke_role(dan.pk, role=role.public_id, by=admin)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (RoleFacts("", frozenset({"invoice.view"})), "name"),
        (RoleFacts("x" * 61, frozenset({"invoice.view"})), "name"),
        (RoleFacts("Nothing", frozenset()), "permissions"),
        (RoleFacts("King", frozenset({"everything"})), "permissions"),
        (RoleFacts(" OWNER ", frozenset({"invoice.view"})), "name"),
        (RoleFacts("front  DESK", frozenset({"invoice.view"})), "name"),
        (RoleFacts("Long", frozenset({"invoice.view"}), "x" * 201), "about"),
    ],
)
def test_what_makes_no_role_is_refused(cora: User, bad: RoleFacts, field: str) -> None:
    make_role(facts("invoice.view"), by=as_actor(cora))
    with pytest.raises(BadInput) as refused:
        make_role(bad, by=as_actor(cora))
    assert field in refused.value.fields
    assert CustomRole.objects.count() == 1


def test_a_changed_role_counts_at_once_and_says_what_changed(cora: User, dan: User) -> None:
    role = make_role(facts("audit.view", "outbox.view"), by=as_actor(cora))
    grant_role(dan.pk, role=role.public_id, by=SYSTEM)
    change_role(role.pk, facts=facts("audit.view", "refund.create", name="Reception"), by=SYSTEM)
    change_role(role.pk, facts=facts("audit.view", "refund.create", name="Reception"), by=SYSTEM)
    assert as_actor(dan).may("refund.create")
    (record,) = Record.objects.filter(tag="role:change")
    assert (record.facts["added"], record.facts["taken"]) == (["refund.create"], ["outbox.view"])


def test_a_retired_role_is_held_by_nobody_and_its_name_is_free(cora: User, dan: User) -> None:
    role = make_role(facts("audit.view"), by=as_actor(cora))
    grant_role(dan.pk, role=role.public_id, by=SYSTEM)
    retire_role(role.pk, by=as_actor(cora))
    retire_role(role.pk, by=as_actor(cora))
    assert not as_actor(dan).may("audit.view")
    assert Record.objects.filter(tag="role:revoke", subject_ref=dan.public_id).count() == 1
    assert Record.objects.filter(tag="role:retire").count() == 1
    with pytest.raises(BadInput):
        grant_role(dan.pk, role=role.public_id, by=SYSTEM)
    with pytest.raises(WrongState):
        change_role(role.pk, facts=facts("invoice.view"), by=as_actor(cora))
    assert make_role(facts("invoice.view"), by=as_actor(cora)).pk != role.pk


def test_a_permission_the_house_no_longer_knows_counts_for_nothing(cora: User, dan: User) -> None:
    role = make_role(facts("audit.view"), by=as_actor(cora))
    grant_role(dan.pk, role=role.public_id, by=SYSTEM)
    CustomRole.objects.filter(pk=role.pk).update(permissions=["audit.view", "everything.do"])
    assert as_actor(dan).permissions <= PERMISSIONS


@pytest.mark.parametrize("wrong", ["both", "neither", "unknown"])
def test_the_database_takes_only_whole_grants(cora: User, dan: User, wrong: str) -> None:
    role = make_role(facts("audit.view"), by=as_actor(cora))
    columns: dict[str, Any] = {
        "both": {"role": "owner", "custom_role": role},
        "neither": {},
        "unknown": {"role": "king"},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=dan, granted_by="x", **columns[wrong])


def test_every_permission_and_role_has_words() -> None:
    from tiwala.identity.permissions import ROLES

    assert set(PERMISSION_WORDS) == PERMISSIONS
    assert list(ROLE_NAMES) == list(ROLE_ABOUT) == list(ROLES)


def test_an_auditor_holds_only_what_looks() -> None:
    from tiwala.identity.permissions import ROLES

    assert all(one.endswith(".view") for one in ROLES["auditor"])
