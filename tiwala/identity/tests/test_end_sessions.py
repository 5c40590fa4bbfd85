"""Signing a person out everywhere."""

from __future__ import annotations

from django.test import Client

from tiwala.identity.actions.end_sessions import end_sessions
from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, BEN, is_signed_in, sign_in
from tiwala.kit.actor import SYSTEM


def test_every_device_is_out_and_nobody_else(client: Client, ana: User, ben: User) -> None:
    phone, other = Client(), Client()
    sign_in(client, ANA)
    sign_in(phone, ANA)
    sign_in(other, BEN)
    end_sessions(ana.pk, by=SYSTEM)
    assert not is_signed_in(client)
    assert not is_signed_in(phone)
    assert is_signed_in(other)
    assert sign_in(Client(), ANA).status_code == 302
