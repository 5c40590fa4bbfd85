"""Every page of signing in: in our look, in two languages, without inline style or script."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tiwala.identity.models import User
from tiwala.identity.tests.factors import set_up_app
from tiwala.identity.tests.people import ANA, PASSWORD, sign_in
from tiwala.identity.urls import urlpatterns

OPEN = ["login/", "signup/", "password/reset/", "password/reset/done/", "inactive/", "lost/"]
OWN = ["logout/", "reauthenticate/", "password/change/", "sessions/", "2fa/"]
PROVEN = ["email/", "email/second/"]
INLINE = re.compile(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)")


def look_at(page: str) -> None:
    assert 'lang="' in page
    assert not INLINE.search(page), INLINE.search(page)
    assert "Menu:" not in page
    assert len(re.findall(r"<h1[ >]", page)) == 1


@pytest.mark.parametrize("language", ["en", "fil"])
@pytest.mark.parametrize("path", OPEN)
def test_open_pages(client: Client, path: str, language: str) -> None:
    client.cookies["language"] = language
    answer = client.get(f"/account/{path}")
    assert answer.status_code == 200
    look_at(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "fil"])
@pytest.mark.parametrize("path", OWN)
def test_own_pages(client: Client, ana: User, path: str, language: str) -> None:
    sign_in(client, ANA)
    client.cookies["language"] = language
    answer = client.get(f"/account/{path}")
    assert answer.status_code == 200
    look_at(answer.content.decode())


@pytest.mark.parametrize("path", PROVEN)
def test_pages_that_ask_for_a_second_factor(client: Client, ana: User, path: str) -> None:
    sign_in(client, ANA)
    assert client.get(f"/account/{path}").headers["Location"].startswith("/account/second-step/?next=")
    set_up_app(client)
    answer = client.get(f"/account/{path}")
    assert answer.status_code == 200
    look_at(answer.content.decode())


@pytest.mark.parametrize("path", [*OWN, *PROVEN])
def test_eve_is_sent_to_sign_in(client: Client, path: str) -> None:
    if path != "logout/":
        assert client.get(f"/account/{path}").headers["Location"].startswith("/account/login/?next=")


def test_second_step_pages(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    for path in ("2fa/totp/activate/", "2fa/"):
        look_at(client.get(f"/account/{path}").content.decode())


def test_strangers_cannot_open_accounts(client: Client) -> None:
    answer = client.post("/account/signup/", {"email": "eve@example.ph", "password1": PASSWORD})
    assert answer.status_code == 200
    assert "invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_every_door_has_a_mark() -> None:
    for door in urlpatterns:
        assert getattr(door.callback, "policy", None), door.pattern
