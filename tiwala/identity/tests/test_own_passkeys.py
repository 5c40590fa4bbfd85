"""One's own passkeys: seen, named, removed; never another's, and never the only way in."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.actions.remove_passkey import remove_passkey
from tiwala.identity.models import Passkey, User
from tiwala.identity.refusals import OnlyWayIn
from tiwala.identity.tests.people import BEN
from tiwala.identity.tests.soft_key import SoftKey, add, enter
from tiwala.identity.tests.test_add_passkey import proved
from tiwala.kit.actor import SYSTEM


def test_several_are_listed_with_their_names_and_last_use(ana: User) -> None:
    client, phone = proved(), SoftKey()
    add(client, phone, name="Phone")
    add(client, SoftKey(), name="Key at home")
    enter(Client(), phone)
    page = client.get("/account/passkeys/").content.decode()
    assert "Phone" in page
    assert "Key at home" in page
    assert page.count("Last used") == 1
    assert page.count("Not used yet") == 1


def test_a_name_is_suggested_from_the_browser(ana: User) -> None:
    client = proved()
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36"
    assert "Chrome on Android" in client.get("/account/passkeys/new/").content.decode()
    add(client, SoftKey())
    assert Passkey.objects.get().name == "Chrome on Android"


def test_it_is_renamed(ana: User) -> None:
    client = proved()
    add(client, SoftKey())
    page = f"/account/passkeys/{Passkey.objects.get().public_id}/name/"
    assert client.post(page, {"name": ""}).status_code == 200
    assert client.post(page, {"name": "<b>Work</b> phone"}).status_code == 302
    assert Passkey.objects.get().name == "<b>Work</b> phone"
    assert "<b>Work" not in client.get("/account/passkeys/").content.decode()
    assert Record.objects.filter(tag="passkey:rename").count() == 1


def test_it_is_removed_and_the_codes_with_the_last(ana: User) -> None:
    client = proved()
    key = SoftKey()
    add(client, key)
    page = f"/account/passkeys/{Passkey.objects.get().public_id}/remove/"
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 302
    assert not Authenticator.objects.exists()
    assert not Passkey.objects.exists()
    assert mail.outbox[-1].subject == "A passkey was removed"
    assert enter(Client(), key).headers["Location"] == "/account/login/"
    assert client.post(page).status_code == 404


def test_the_only_way_in_stays(ana: User) -> None:
    client = proved()
    add(client, SoftKey())
    row = Passkey.objects.get()
    ana.set_unusable_password()
    ana.save()
    with pytest.raises(OnlyWayIn):
        remove_passkey(row.pk, by=SYSTEM)
    assert Passkey.objects.get() == row


def test_a_short_password_is_never_left_alone(ana: User) -> None:
    add(proved(), SoftKey())
    User.objects.filter(pk=ana.pk).update(has_short_password=True)
    with pytest.raises(OnlyWayIn):
        remove_passkey(Passkey.objects.get().pk, by=SYSTEM)
    Authenticator.objects.create(user=ana, type="totp", data={})
    remove_passkey(Passkey.objects.get().pk, by=SYSTEM)


def test_ben_finds_nothing_of_anas(ana: User, ben: User) -> None:
    add(proved(), SoftKey(), name="Of Ana")
    row, other = Passkey.objects.get(), proved(BEN)
    assert "Of Ana" not in other.get("/account/passkeys/").content.decode()
    for verb in ("name", "remove"):
        for way in (other.get, other.post):
            assert way(f"/account/passkeys/{row.public_id}/{verb}/").status_code == 404
    assert Passkey.objects.get().name == "Of Ana"


def test_eve_is_sent_to_sign_in(client: Client, ana: User) -> None:
    add(proved(), SoftKey())
    ref = Passkey.objects.get().public_id
    for path in ("", "new/", f"{ref}/name/", f"{ref}/remove/", "reauthenticate/"):
        assert client.get(f"/account/passkeys/{path}").headers["Location"].startswith("/account/login/?next="), path
