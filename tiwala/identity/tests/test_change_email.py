"""Changing the address one signs in with."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from tiwala.identity.models import Session, User
from tiwala.identity.queries import email_of, user_with_email
from tiwala.identity.tests.factors import set_up_app
from tiwala.identity.tests.people import ANA, BEN, fill_in, is_signed_in, last_code, sign_in
from tiwala.kit import clock

NEW = "ana.new@example.ph"


def prove(client: Client) -> None:
    sign_in(client, ANA)
    set_up_app(client)
    mail.outbox.clear()


def test_the_new_address_counts_once_its_code_is_typed(client: Client, ana: User) -> None:
    prove(client)
    answer = client.post("/account/email/", {"email": NEW.upper(), "action_add": "1"})
    assert answer.headers["Location"] == "/account/confirm-email/"
    assert mail.outbox[-1].to == [NEW]
    assert email_of(ana) == ANA
    client.post("/account/confirm-email/", {"code": last_code()})
    assert email_of(ana) == NEW
    assert is_signed_in(client)
    assert EmailAddress.objects.filter(user=ana).count() == 1
    assert user_with_email(ANA) is None
    assert {one.to[0] for one in mail.outbox[-2:]} == {ANA, NEW}
    assert fill_in(Client(), NEW).headers["Location"] == "/account/2fa/authenticate/"
    assert sign_in(Client(), ANA).status_code == 200


def test_it_asks_for_a_second_factor_shown_lately(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    answer = client.post("/account/email/", {"email": NEW, "action_add": "1"})
    assert answer.headers["Location"].startswith("/account/second-step/")
    set_up_app(client)
    mail.outbox.clear()
    with clock.hold(clock.now() + timedelta(minutes=11)):
        answer = client.post("/account/email/", {"email": NEW, "action_add": "1"})
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert not mail.outbox


def test_every_other_session_ends(client: Client, ana: User) -> None:
    prove(client)
    Client().force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert Session.objects.filter(user=ana).count() == 2
    mail.outbox.clear()
    client.post("/account/email/", {"email": NEW, "action_add": "1"})
    client.post("/account/confirm-email/", {"code": last_code()})
    assert is_signed_in(client)
    assert Session.objects.filter(user=ana).count() == 1


def test_the_address_of_somebody_else_is_not_given_away(client: Client, ana: User, ben: User) -> None:
    prove(client)
    taken = client.post("/account/email/", {"email": BEN, "action_add": "1"})
    assert taken.headers["Location"] == "/account/confirm-email/"
    assert email_of(ben) == BEN
    assert user_with_email(BEN) == ben
