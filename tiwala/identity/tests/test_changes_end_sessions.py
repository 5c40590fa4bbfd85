"""Another password or factor ends every other session, in the same transaction, and the person is told."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import transaction
from django.test import Client

from tiwala.identity.models import Session, User
from tiwala.identity.tests.factors import set_up_app
from tiwala.identity.tests.people import ANA, NEW_PASSWORD, PASSWORD, is_signed_in, sign_in


@pytest.fixture
def elsewhere(ana: User) -> Client:
    """Another browser of Ana's."""
    other = Client()
    sign_in(other, ANA)
    return other


def test_another_password(client: Client, ana: User, elsewhere: Client) -> None:
    sign_in(client, ANA)
    typed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/account/password/change/", typed)
    assert Session.objects.filter(user=ana).count() == 1
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert "/account/not-me/" in str(mail.outbox[-1].body)


def test_a_factor_set_up_and_taken_away(client: Client, ana: User, elsewhere: Client) -> None:
    sign_in(client, ANA)
    set_up_app(client)
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert Session.objects.filter(user=ana).count() == 1
    thief = Client()
    thief.cookies["session"] = client.cookies["session"].value
    assert client.post("/account/2fa/totp/deactivate/").status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(thief)
    assert mail.outbox[-1].subject == "Your second step is off"
    assert "/account/not-me/" in str(mail.outbox[-1].body)


def test_new_recovery_codes(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    set_up_app(client)
    thief = Client()
    thief.cookies["session"] = client.cookies["session"].value
    assert client.post("/account/2fa/recovery-codes/generate/").status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(thief)


def test_what_does_not_come_to_be_ends_nothing(ana: User, elsewhere: Client) -> None:
    class Broken(Exception):
        pass

    def add_and_fail() -> None:
        with transaction.atomic():
            Authenticator.objects.create(user=ana, type="totp", data={"secret": "x"})
            assert not Session.objects.filter(user=ana).exists()
            raise Broken

    with pytest.raises(Broken):
        add_and_fail()
    assert is_signed_in(elsewhere)


def test_using_a_factor_ends_nothing(client: Client, ana: User, elsewhere: Client) -> None:
    factor = Authenticator.objects.create(user=ana, type="totp", data={"secret": "x"})
    epoch = User.objects.get(pk=ana.pk).session_epoch
    factor.record_usage()
    assert User.objects.get(pk=ana.pk).session_epoch == epoch
