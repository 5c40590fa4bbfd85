"""An empty house has no account at all; its first owner comes in by a one-time link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.races.at_once import at_once
from tiwala.audit.models import Record
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_first_link import make_first_link
from tiwala.identity.actions.register_first_owner import register_first_owner
from tiwala.identity.models import FirstLink, User
from tiwala.identity.refusals import InvitationGone, OwnerExists
from tiwala.identity.tests.people import ANA, PASSWORD, make_ana, make_cora
from tiwala.kit import clock
from tiwala.kit.actor import NOBODY, SYSTEM

WHO = {"name": "Dan Uy", "email": "dan.uy@example.ph", "password": PASSWORD}


def page_of(token: str) -> str:
    return f"/account/first-owner/{token}/"


def test_the_owner_comes_in_and_sets_up_a_second_step_before_anything_else(client: Client, db: None) -> None:
    token = make_first_link(by=SYSTEM)
    assert "You are the first here" in client.get(page_of(token)).content.decode()
    assert client.post(page_of(token), WHO).headers["Location"] == "/console/"
    assert client.get("/console/").headers["Location"].startswith("/account/second-step/")
    assert client.get("/account/2fa/totp/activate/").status_code == 200, "the password was written a moment ago"
    owner = User.objects.get()
    assert [grant.role for grant in owner.role_grants.all()] == ["owner"]
    assert Record.objects.get(tag="user:register").facts["first"] is True


def test_it_works_once(client: Client, db: None) -> None:
    token = make_first_link(by=SYSTEM)
    client.post(page_of(token), WHO)
    assert Client().get(page_of(token)).status_code == 404
    assert Client().post(page_of(token), WHO | {"email": "eve@example.ph"}).status_code == 404
    assert User.objects.count() == 1


def test_it_ends_within_the_hour_and_when_another_is_made(client: Client, db: None) -> None:
    first = make_first_link(by=SYSTEM)
    second = make_first_link(by=SYSTEM)
    assert client.get(page_of(first)).status_code == 404
    assert client.get(page_of(second)).status_code == 200
    with clock.hold(clock.now() + timedelta(minutes=61)):
        assert client.get(page_of(second)).status_code == 404


def test_the_token_lies_nowhere(db: None) -> None:
    token = make_first_link(by=SYSTEM)
    assert token not in str(list(FirstLink.objects.values())) + str(list(Record.objects.values()))


def test_no_link_once_there_is_an_owner(client: Client, db: None) -> None:
    token = make_first_link(by=SYSTEM)
    cora = make_cora()
    with pytest.raises(OwnerExists):
        make_first_link(by=SYSTEM)
    answer = client.post(page_of(token), WHO)
    assert answer.status_code == 409
    assert User.objects.count() == 1
    User.objects.filter(pk=cora.pk).update(is_active=False)
    assert make_first_link(by=SYSTEM), "a house whose owner is gone has a way back for who has the machine"


def test_a_weak_password_or_a_taken_address_is_said_and_opens_nothing(client: Client, db: None) -> None:
    make_ana()
    token = make_first_link(by=SYSTEM)
    assert client.post(page_of(token), WHO | {"password": "short"}).status_code == 422
    assert client.post(page_of(token), WHO | {"email": ANA}).status_code == 422
    assert client.post(page_of(token), WHO | {"name": " "}).status_code == 422
    assert client.get(page_of(token)).status_code == 200
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_are_one_owner() -> None:
    token = make_first_link(by=SYSTEM)

    def register(email: str) -> User:
        return register_first_owner(token, person=PersonFacts("Dan Uy", email, password=PASSWORD), by=NOBODY)

    answers = at_once([lambda: register("dan@example.ph"), lambda: register("eve@example.ph")])
    assert sum(isinstance(one, User) for one in answers) == 1
    assert any(isinstance(one, (OwnerExists, InvitationGone)) for one in answers)
    assert User.objects.count() == 1
