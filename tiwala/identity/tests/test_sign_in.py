"""Signing in."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, BEN, CORA, is_signed_in, sign_in


def test_staff_land_on_the_console(client: Client, cora: User) -> None:
    answer = sign_in(client, CORA)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/console/"


def test_a_customer_lands_at_home(client: Client, ana: User) -> None:
    assert sign_in(client, ANA).headers["Location"] == "/home/"


def test_it_goes_on_to_the_page_that_was_asked_for(client: Client, ana: User) -> None:
    assert sign_in(client, ANA, next="/account/email/").headers["Location"] == "/account/email/"


def test_it_goes_nowhere_outside(client: Client, ana: User) -> None:
    for outside in ("https://evil.example/", "//evil.example/", "\\\\evil.example"):
        assert sign_in(Client(), ANA, next=outside).headers["Location"] == "/home/"


def test_capitals_in_the_address_do_not_matter(client: Client, ana: User) -> None:
    assert sign_in(client, ANA.upper()).status_code == 302


def test_pages_are_in_the_persons_language_from_then_on(client: Client, ben: User) -> None:
    assert sign_in(client, BEN).cookies["language"].value == "fil"


def test_the_cookie_is_out_of_reach_of_scripts(client: Client, ana: User) -> None:
    cookie = sign_in(client, ANA).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_wrong_password_and_an_unknown_address_look_the_same(client: Client, ana: User) -> None:
    wrong, unknown = sign_in(client, ANA, "wrong"), sign_in(Client(), "nobody@example.ph", "wrong")
    assert wrong.status_code == unknown.status_code == 200
    sentence = "That e-mail address and password do not fit together."
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()
    assert not is_signed_in(client)


def test_a_closed_account_stays_out(client: Client, ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert sign_in(client, ANA).headers["Location"] == "/account/inactive/"
    assert not is_signed_in(client)


def test_the_sixth_wrong_password_waits_even_when_it_is_right(client: Client, ana: User) -> None:
    for _ in range(5):
        sign_in(client, ANA, "wrong")
    assert "Too many tries" in sign_in(client, ANA).content.decode()


def test_every_try_leaves_a_record_without_the_address(client: Client, ana: User) -> None:
    sign_in(client, ANA, "wrong")
    sign_in(client, "nobody@example.ph", "wrong")
    sign_in(client, ANA)
    tags = list(Record.objects.order_by("seq").values_list("tag", "subject_ref", "outcome"))
    assert tags[-3:] == [
        ("session:sign_in_failed", ana.public_id, "refused"),
        ("session:sign_in_failed", "usr_nobody", "refused"),
        ("session:sign_in", ana.public_id, "done"),
    ]


def test_the_session_gets_a_new_key(client: Client, ana: User) -> None:
    client.get("/account/password/reset/")
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    sign_in(client, ANA)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
