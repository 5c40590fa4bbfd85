"""Staff who showed a password alone: every private door leads to the second step, and programs' doors stay shut."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.architecture.source import tell
from tests.security.conftest import Shop
from tests.security.doors import every_door
from tiwala.identity.tests.people import fill_in, make_cora

FIRST = "/account/second-step/"
OPEN = {
    "account/second-step/",
    "account/reauthenticate/",
    "account/2fa/reauthenticate/",
    "account/2fa/totp/activate/",
    "account/passkeys/new/",
    "account/passkeys/own-challenge/<slug:purpose>/",
    "account/passkeys/reauthenticate/",
}
"""Where one sets it up or shows it. To make this list longer is to open the console to a password."""


@pytest.fixture
def half_in(shop: Shop) -> Client:
    """The owner's browser after the password, before any second step."""
    make_cora("owner", "half@example.ph", has_app=False)
    client = Client()
    assert fill_in(client, "half@example.ph").status_code == 302
    return client


@pytest.mark.parametrize("way", ["get", "post", "put", "delete"])
def test_no_private_door_opens(half_in: Client, shop: Shop, way: str) -> None:
    wrong = []
    for door in every_door(shop.things):
        if door.policy.who in ("staff", "customer", "person") and door.address not in OPEN:
            answer = getattr(half_in, way)(door.url)
            if answer.status_code != 302 or not answer.headers["Location"].startswith(f"{FIRST}?"):
                wrong.append(f"{door.url}: {answer.status_code}")
    assert not wrong, tell(wrong, "Mark the door in kit/policy.py's way: the second step comes first there.")


def test_only_the_pages_of_the_second_step_stand_before_it() -> None:
    before = {door.address for door in every_door() if door.policy.before_second_step}
    assert before <= OPEN, tell(sorted(before - OPEN), "Mark it @signed_in: it is no page of the second step.")


def test_no_door_of_programs_opens_to_the_session(half_in: Client, shop: Shop) -> None:
    wrong = [
        f"{door.url}: {half_in.get(door.url).status_code}"
        for door in every_door(shop.things)
        if door.policy.who in ("key", "gateway") and half_in.get(door.url).status_code == 200
    ]
    assert not wrong, tell(wrong, "Cookies open no API.")


def test_what_is_open_to_all_shows_nothing_more(half_in: Client, shop: Shop) -> None:
    guest = Client()
    more = []
    for door in every_door({**shop.things, "token": "A" * 43}):
        if door.policy.who == "anyone" and not door.url.startswith("/account/"):
            seen, public = half_in.get(door.url), guest.get(door.url)
            if seen.status_code != public.status_code:
                more.append(f"{door.url}: {seen.status_code}, to strangers {public.status_code}")
    assert not more, tell(more, "Ask request.actor, which holds no permission before the second step.")
