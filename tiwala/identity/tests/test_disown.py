"""This was not me: said of a session or by the link of a letter."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.actions.disown import disown
from tiwala.identity.actions.release_account import release_account
from tiwala.identity.models import LetterLink, Session, User
from tiwala.identity.tests.people import ANA, BEN, NEW_PASSWORD, PASSWORD, as_actor, is_signed_in, sign_in
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotAllowed, WrongState
from tiwala.tasks.models import Task

LOCKED = "/account/locked/"


def change_password(client: Client) -> None:
    typed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/account/password/change/", typed).status_code == 302


def link_in(body: str) -> str:
    found = re.search(r"/account/not-me/[\w-]+/", body)
    assert found, body
    return found[0]


def test_said_of_a_session_it_ends_all_and_locks_and_tells_the_business(client: Client, ana: User) -> None:
    stranger = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows) Firefox/99")
    sign_in(stranger, ANA)
    sign_in(client, ANA)
    ref = next(one.public_id for one in client.get("/account/sessions/").context["sessions"] if "Windows" in one.agent)
    url = f"/account/sessions/{ref}/not-me/"
    assert "Sign out everywhere and lock the account" in client.get(url).content.decode()
    assert is_signed_in(stranger)
    assert client.post(url).headers["Location"] == LOCKED
    assert not is_signed_in(client)
    assert not is_signed_in(stranger)
    assert not Session.objects.filter(user=ana).exists()
    task = Task.objects.get(kind="account_disowned")
    assert (task.subject_ref, task.facts["said_in"]) == (ana.public_id, "session")
    assert Record.objects.filter(tag="user:hold", subject_ref=ana.public_id).count() == 1


def test_the_right_password_does_not_open_a_locked_account(client: Client, ana: User) -> None:
    disown(ana.pk, by=SYSTEM)
    assert sign_in(client, ANA).headers["Location"] == LOCKED
    assert not is_signed_in(client)
    assert "The account is locked" in client.get(LOCKED).content.decode()
    wrong = sign_in(client, ANA, "something else entirely")
    assert wrong.status_code == 200


def test_a_session_that_slips_through_shows_nothing(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    User.objects.filter(pk=ana.pk).update(sign_in_held_at=clock.now())
    assert not is_signed_in(client)


def test_a_letters_link_asks_first_and_works_once(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    change_password(client)
    letter = mail.outbox[-1]
    assert letter.subject == "Your password was changed"
    url = link_in(str(letter.body))
    scanner = Client()
    for _ in range(3):
        page = scanner.get(url)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "same-origin"
        scanner.head(url)
    assert is_signed_in(client)
    assert scanner.post(url).headers["Location"] == LOCKED
    assert not is_signed_in(client)
    assert scanner.post(url).status_code == scanner.get(url).status_code == 404
    assert Task.objects.get(kind="account_disowned").facts["said_in"] == "letter"


def test_all_links_of_the_letters_before_are_used_up_with_it(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    change_password(client)
    first = link_in(str(mail.outbox[-1].body))
    client.post(
        "/account/password/change/", {"oldpassword": NEW_PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    )
    second = link_in(str(mail.outbox[-1].body))
    assert first != second
    assert Client().post(second).status_code == 302
    assert Client().get(first).status_code == 404


def test_a_link_has_an_end_and_is_no_other_thing(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    change_password(client)
    url = link_in(str(mail.outbox[-1].body))
    token = url.rstrip("/").rsplit("/", 1)[-1]
    assert token.encode() not in bytes(LetterLink.objects.get().token_hash)
    with clock.hold(clock.now() + timedelta(days=14)):
        assert Client().get(url).status_code == Client().post(url).status_code == 404
    assert Client().get(url.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B"))).status_code == 404


def test_nobody_says_it_of_anothers_session(client: Client, ana: User, ben: User) -> None:
    other = Client()
    sign_in(other, BEN)
    sign_in(client, ANA)
    ref = other.get("/account/sessions/").context["here"].public_id
    assert client.post(f"/account/sessions/{ref}/not-me/").status_code == 404
    assert is_signed_in(other)
    assert is_signed_in(client)


def test_staff_open_it_again_after_noting_how_they_checked(client: Client, ana: User, cora: User) -> None:
    disown(ana.pk, by=SYSTEM)
    with pytest.raises(BadInput):
        release_account(ana.pk, how_checked="ok", by=as_actor(cora))
    release_account(ana.pk, how_checked="Called the number on file", by=as_actor(cora))
    assert sign_in(client, ANA).headers["Location"] == "/home/"
    task = Task.objects.get(kind="account_disowned")
    assert (task.state, task.outcome) == ("done", "Called the number on file")
    assert Record.objects.get(tag="user:release").subject_ref == ana.public_id
    with pytest.raises(WrongState):
        release_account(ana.pk, how_checked="Called the number on file", by=as_actor(cora))


def test_nobody_opens_their_own(cora: User) -> None:
    actor = as_actor(cora)
    disown(cora.pk, by=SYSTEM)
    with pytest.raises(NotAllowed):
        release_account(cora.pk, how_checked="It is really me, I promise", by=actor)


def test_twice_stays_one_task(ana: User) -> None:
    disown(ana.pk, by=SYSTEM)
    disown(ana.pk, by=SYSTEM)
    assert Task.objects.get(kind="account_disowned").times == 2
