"""Ending one session, or all others."""

from __future__ import annotations

import pytest
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.actions.end_session import end_session
from tiwala.identity.models import Session, User
from tiwala.identity.tests.people import ANA, BEN, as_actor, is_signed_in, sign_in
from tiwala.kit.errors import NotFound


def ref_of(client: Client) -> str:
    return str(client.get("/account/sessions/").context["here"].public_id)


def test_one_is_out_and_the_others_stay(client: Client, ana: User) -> None:
    phone = Client()
    sign_in(phone, ANA)
    sign_in(client, ANA)
    answer = client.post(f"/account/sessions/{ref_of(phone)}/ending/", follow=True)
    assert "That session is over." in answer.content.decode()
    assert is_signed_in(client)
    assert not is_signed_in(phone)
    assert Record.objects.filter(tag="session:end", subject_ref=ana.public_id).count() == 1


def test_this_very_one_is_signed_out(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    answer = client.post(f"/account/sessions/{ref_of(client)}/ending/")
    assert answer.headers["Location"] == "/account/login/"
    assert not is_signed_in(client)
    assert not Session.objects.filter(user=ana).exists()


def test_nobody_ends_anothers(client: Client, ana: User, ben: User) -> None:
    other = Client()
    sign_in(other, BEN)
    sign_in(client, ANA)
    assert client.post(f"/account/sessions/{ref_of(other)}/ending/").status_code == 404
    assert is_signed_in(other)
    with pytest.raises(NotFound):
        end_session(ana.pk, ref=ref_of(other), by=as_actor(ana))


def test_twice_is_not_found_and_nonsense_too(client: Client, ana: User) -> None:
    phone = Client()
    sign_in(phone, ANA)
    sign_in(client, ANA)
    url = f"/account/sessions/{ref_of(phone)}/ending/"
    assert [client.post(url).status_code for _ in range(2)] == [302, 404]
    assert client.post("/account/sessions/ses_x/ending/").status_code == 404
    assert client.get(url).status_code == 405


def test_all_others_are_out_and_this_one_stays_under_a_new_key(client: Client, ana: User) -> None:
    phone = Client()
    sign_in(phone, ANA)
    sign_in(client, ANA)
    before = client.cookies["session"].value
    answer = client.post("/account/sessions/", follow=True)
    assert "1 other session is over." in answer.content.decode()
    assert is_signed_in(client)
    assert not is_signed_in(phone)
    assert client.cookies["session"].value != before
