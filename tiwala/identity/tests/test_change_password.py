"""Changing one's own password."""

from __future__ import annotations

from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, NEW_PASSWORD, PASSWORD, is_signed_in, sign_in

PAGE = "/account/password/change/"


def test_it_signs_out_everywhere_else(client: Client, ana: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, ANA)
    sign_in(client, ANA)
    answer = client.post(PAGE, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert answer.status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert Record.objects.filter(tag="user:change_password", subject_ref=ana.public_id).count() == 1


def test_it_wants_the_old_one(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    answer = client.post(PAGE, {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert answer.status_code == 200
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_eve_is_sent_to_sign_in() -> None:
    answer = Client().get(PAGE)
    assert answer.headers["Location"] == "/account/login/?next=%2Faccount%2Fpassword%2Fchange%2F"
