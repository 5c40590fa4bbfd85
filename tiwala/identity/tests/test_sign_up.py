"""Opening an account without an invitation, where the business allows it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client, override_settings

from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, PASSWORD, is_signed_in, last_code

EVE = "eve.tan@example.ph"
opened = override_settings(IDENTITY_SIGN_UP_OPEN=True)


@opened
def test_the_code_in_the_mail_opens_the_account(client: Client) -> None:
    answer = client.post("/account/signup/", {"email": EVE, "password1": PASSWORD})
    assert answer.headers["Location"] == "/account/confirm-email/"
    assert client.get("/account/confirm-email/").status_code == 200
    assert not is_signed_in(client)
    client.post("/account/confirm-email/", {"code": "BBBB-BBBB"})
    assert not EmailAddress.objects.get().verified
    client.post("/account/confirm-email/", {"code": last_code()})
    assert EmailAddress.objects.get().verified
    assert is_signed_in(client)
    user = User.objects.get()
    assert (user.kind, user.name) == ("customer", "")


@opened
def test_an_address_in_use_gets_the_same_answer_and_a_letter(client: Client, ana: User) -> None:
    answer = client.post("/account/signup/", {"email": ANA, "password1": PASSWORD})
    assert answer.headers["Location"] == "/account/confirm-email/"
    assert User.objects.count() == 1
    assert mail.outbox[-1].subject == "You have an account already"
