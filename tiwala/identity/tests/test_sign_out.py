"""Signing out."""

from __future__ import annotations

from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, is_signed_in, sign_in


def test_it_ends_the_session(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"
    assert not is_signed_in(client)
    assert Record.objects.order_by("-seq")[0].tag == "session:sign_out"


def test_a_link_alone_does_not_sign_out(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    assert client.get("/account/logout/").status_code == 200
    assert is_signed_in(client)


def test_the_old_cookie_opens_nothing_afterwards(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    thief = Client()
    thief.cookies.update(client.cookies)
    assert is_signed_in(thief)
    client.post("/account/logout/")
    assert not is_signed_in(thief)


def test_other_devices_can_be_signed_out(client: Client, ana: User) -> None:
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/120.0")
    sign_in(phone, ANA)
    sign_in(client, ANA)
    listed = client.get("/account/sessions/").content.decode()
    assert "Chrome, Android" in listed
    assert "127.0.0.0" in listed
    assert "Mozilla" not in listed
    assert listed.count("This one") == 1
    client.post("/account/sessions/")
    assert is_signed_in(client)
    assert not is_signed_in(phone)
