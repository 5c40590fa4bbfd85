"""Which address passkeys are tied to, and what we say where browsers would make none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from tiwala.identity import relying_party
from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, sign_in
from tiwala.kit.conf import conf


@pytest.fixture(autouse=True)
def _address_comes_back() -> Iterator[None]:
    before = conf.outside
    yield
    conf.outside = before


def at(address: str) -> None:
    conf.outside = replace(conf.outside, base_url=address)


@pytest.mark.parametrize(
    ("address", "party", "origin"),
    [
        ("https://pay.example.ph", "pay.example.ph", "https://pay.example.ph"),
        ("https://pay.example.ph:8443", "pay.example.ph", "https://pay.example.ph:8443"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://shop.localhost", "shop.localhost", "http://shop.localhost"),
    ],
)
def test_it_is_the_houses_own_address(address: str, party: str, origin: str) -> None:
    at(address)
    assert (relying_party.rp_id(), relying_party.origin(), relying_party.why_impossible()) == (party, origin, "")


@pytest.mark.parametrize("address", ["https://192.0.2.7", "http://127.0.0.1:8000", "https://[2001:db8::1]"])
def test_a_number_is_no_name(address: str) -> None:
    at(address)
    assert "number" in relying_party.why_impossible()


def test_a_name_without_https_does_not_do() -> None:
    at("http://pay.example.ph")
    assert "https://" in relying_party.why_impossible()


def test_where_they_cannot_be_pages_say_so_and_offer_none(client: Client, ana: User) -> None:
    at("http://127.0.0.1:8000")
    page = client.get("/account/login/")
    assert 'data-does="passkey"' not in page.content.decode()
    assert client.post("/account/passkeys/challenge/sign_in/").status_code == 404
    sign_in(client, ANA)
    assert "is a number (127.0.0.1)" in client.get("/account/passkeys/").content.decode()


def test_the_requests_own_host_does_not_matter(client: Client) -> None:
    at("https://pay.example.ph")
    options = client.post("/account/passkeys/challenge/sign_in/", headers={"host": "localhost"}).json()["options"]
    assert options["rpId"] == "pay.example.ph"
