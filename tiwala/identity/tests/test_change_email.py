"""Changing the address one signs in with."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from tiwala.identity.models import User
from tiwala.identity.queries import email_of, user_with_email
from tiwala.identity.tests.people import ANA, BEN, PASSWORD, last_code, sign_in
from tiwala.kit import clock

NEW = "ana.new@example.ph"


def prove(client: Client) -> None:
    sign_in(client, ANA)
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def test_the_new_address_counts_once_its_code_is_typed(client: Client, ana: User) -> None:
    prove(client)
    answer = client.post("/account/email/", {"email": NEW.upper(), "action_add": "1"})
    assert answer.headers["Location"] == "/account/confirm-email/"
    assert mail.outbox[-1].to == [NEW]
    assert email_of(ana) == ANA
    client.post("/account/confirm-email/", {"code": last_code()})
    assert email_of(ana) == NEW
    assert EmailAddress.objects.filter(user=ana).count() == 1
    assert user_with_email(ANA) is None
    assert mail.outbox[-1].to == [ANA]
    assert sign_in(Client(), NEW).status_code == 302
    assert sign_in(Client(), ANA).status_code == 200


def test_it_asks_for_a_fresh_proof_first(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    with clock.hold(clock.now() + timedelta(minutes=11)):
        answer = client.post("/account/email/", {"email": NEW, "action_add": "1"})
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert not mail.outbox


def test_the_address_of_somebody_else_is_not_given_away(client: Client, ana: User, ben: User) -> None:
    prove(client)
    taken = client.post("/account/email/", {"email": BEN, "action_add": "1"})
    assert taken.headers["Location"] == "/account/confirm-email/"
    assert email_of(ben) == BEN
    assert user_with_email(BEN) == ben
