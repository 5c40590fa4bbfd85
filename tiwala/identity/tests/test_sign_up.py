"""Opening an account without an invitation, where the business allows it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client, override_settings

from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, PASSWORD, is_signed_in, last_code
from tiwala.identity.tests.soft_key import SoftKey, asked, enter

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


@opened
def test_a_passkey_does_instead_of_a_password(client: Client) -> None:
    assert "/account/signup/passkey/" in client.get("/account/signup/").content.decode()
    answer = client.post("/account/signup/passkey/", {"email": EVE})
    assert answer.headers["Location"] == "/account/confirm-email/"
    assert client.post("/account/passkeys/challenge/sign_up/").status_code == 404  # the address comes first
    assert client.post("/account/confirm-email/", {"code": last_code()}).headers["Location"].endswith("/sign-up/")
    assert client.get("/account/passkeys/sign-up/").status_code == 200
    key = SoftKey()
    text = key.make(asked(client, "passkeys/challenge/sign_up/"))
    assert client.post("/account/passkeys/sign-up/", {"credential": "{}"}).status_code == 422
    assert client.post("/account/passkeys/sign-up/", {"credential": text}).status_code == 422  # used up
    text = key.make(asked(client, "passkeys/challenge/sign_up/"))
    shown = client.post("/account/passkeys/sign-up/", {"credential": text}).headers["Location"]
    assert len(client.get(shown).context["unused_codes"]) == 10
    assert is_signed_in(client)
    assert not User.objects.get().has_usable_password()
    assert enter(Client(), key).headers["Location"] == "/home/"


def test_strangers_cannot_come_by_passkey_either(client: Client) -> None:
    assert "invitation" in client.post("/account/signup/passkey/", {"email": EVE}).content.decode()
    assert not User.objects.exists()
    assert client.get("/account/passkeys/sign-up/").status_code == 302
