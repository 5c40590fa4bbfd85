"""Making a passkey: what is asked of the browser, and what is believed of its answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from fido2.utils import websafe_decode

from tiwala.audit.models import Record
from tiwala.identity.actions.put_passkey import PASSKEYS_MAX
from tiwala.identity.models import Passkey, User
from tiwala.identity.tests.people import ANA, BEN, CORA, PASSWORD, sign_in
from tiwala.identity.tests.soft_key import BE, BS, UP, UV, SoftKey, add, asked
from tiwala.kit import clock

ASK, ADD = "passkeys/own-challenge/add/", "/account/passkeys/new/"


def proved(email: str = ANA) -> Client:
    client = Client()
    sign_in(client, email)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_what_the_browser_is_asked(ana: User) -> None:
    options = asked(proved(), ASK)
    assert len(websafe_decode(options["challenge"])) == 32
    assert options["timeout"] == 300_000
    assert [one["alg"] for one in options["pubKeyCredParams"]] == [-8, -7, -257]
    assert options["attestation"] == "none"
    assert options["rp"]["id"] == "localhost"
    assert options["excludeCredentials"] == []
    assert options["authenticatorSelection"] == {
        "residentKey": "preferred",
        "requireResidentKey": False,
        "userVerification": "preferred",
    }


def test_the_handle_is_random_and_the_same_for_all_of_a_persons_keys(ana: User, ben: User) -> None:
    first, second = SoftKey(), SoftKey()
    client = proved()
    add(client, first)
    add(client, second)
    other = websafe_decode(asked(proved(BEN), ASK)["user"]["id"])
    assert first.handle == second.handle != other
    assert len(first.handle) == len(other) == 32
    ana.refresh_from_db()
    assert bytes(ana.passkey_handle) == first.handle
    assert ana.pk.bytes not in first.handle


def test_staff_must_verify_and_be_found_without_a_name(cora: User) -> None:
    client = proved(CORA)
    choice = asked(client, ASK)["authenticatorSelection"]
    assert choice == {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"}
    assert add(client, SoftKey(flags=UP)).status_code == 422
    assert not Passkey.objects.exists()
    assert add(client, SoftKey()).status_code == 302


def test_what_is_kept(ana: User) -> None:
    client, key = proved(), SoftKey(flags=UP | UV | BE | BS, count=7)
    answer = add(client, key, name="  Ana's   phone ")
    assert answer.headers["Location"] == "/account/2fa/recovery-codes/"
    row = Passkey.objects.get()
    assert (row.name, row.sign_count, row.transports) == ("Ana's phone", 7, ["hybrid", "internal"])
    assert (row.is_backup_eligible, row.is_backed_up, row.is_discoverable) == (True, True, True)
    assert bytes(row.credential_id) == key.credential_id
    assert "Ana" not in str(row.authenticator.data)
    assert mail.outbox[-1].subject == "A new passkey for your account"
    assert Record.objects.filter(tag="passkey:add", subject_ref=ana.public_id).count() == 1


def test_the_next_one_excludes_those_here(ana: User) -> None:
    client, key = proved(), SoftKey()
    add(client, key)
    named = asked(client, ASK)["excludeCredentials"]
    assert [websafe_decode(one["id"]) for one in named] == [key.credential_id]
    assert add(client, key).status_code == 422
    assert Passkey.objects.count() == 1


def test_a_key_of_somebody_else_is_refused(ana: User, ben: User) -> None:
    key = SoftKey()
    add(proved(), key)
    assert add(proved(BEN), key).status_code == 422
    assert Passkey.objects.get().user == ana


@pytest.mark.parametrize(
    "liar",
    [
        SoftKey(origin="https://localhost"),
        SoftKey(origin="http://localhost.evil.example:8000"),
        SoftKey(origin="http://evil.example"),
        SoftKey(rp_id="evil.example"),
        SoftKey(crosses=True),
        SoftKey(flags=UV),
        SoftKey(flags=UP | UV | BS),
        SoftKey(credential_id=b"short"),
    ],
    ids=["scheme", "longer host", "other host", "other party", "in a frame", "nobody there", "flags", "short id"],
)
def test_what_is_not_from_this_very_page_is_refused(ana: User, liar: SoftKey) -> None:
    assert add(proved(), liar).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_challenge_is_good_once(ana: User) -> None:
    client, key = proved(), SoftKey()
    text = key.make(asked(client, ASK))
    key.credential_id = bytes(32)
    assert client.post(ADD, {"credential": text}).status_code == 302
    assert client.post(ADD, {"credential": text}).status_code == 422
    assert Passkey.objects.count() == 1


def test_a_failed_try_uses_the_challenge_up(ana: User) -> None:
    client, key = proved(), SoftKey()
    good = key.make(asked(client, ASK))
    assert client.post(ADD, {"credential": "{}"}).status_code == 422
    assert client.post(ADD, {"credential": good}).status_code == 422


def test_it_ends_after_ten_minutes(ana: User) -> None:
    client = proved()
    for later, expected in ((601, 422), (598, 302)):
        text = SoftKey().make(asked(client, ASK))
        with clock.hold(clock.now() + timedelta(seconds=later)):
            assert client.post(ADD, {"credential": text}).status_code == expected


def test_it_is_bound_to_the_session_and_its_purpose(ana: User, ben: User) -> None:
    client = proved()
    options = asked(client, ASK)
    assert proved(BEN).post(ADD, {"credential": SoftKey().make(options)}).status_code == 422
    asked(client, "passkeys/own-challenge/step_up/")
    assert client.post(ADD, {"credential": SoftKey().make(options)}).status_code == 422


@pytest.mark.parametrize(
    "noise",
    ["", "null", "[]", "{}", "7", '{"id":1}', "[" * 9000, "x" * 30_000, '{"rawId":"AA","id":"AA","response":{}}'],
)
def test_noise_is_refused_calmly(ana: User, noise: str) -> None:
    client = proved()
    asked(client, ASK)
    assert client.post(ADD, {"credential": noise}).status_code == 422


def test_nobody_has_more_than_twenty(ana: User) -> None:
    client = proved()
    for _ in range(PASSKEYS_MAX):
        cache.clear()
        add(client, SoftKey())
    assert add(client, SoftKey()).status_code == 422
    assert Passkey.objects.count() == PASSKEYS_MAX


def test_it_asks_for_a_proof_first(ana: User) -> None:
    client = Client()
    sign_in(client, ANA)
    text = SoftKey().make(asked(client, ASK))
    with clock.hold(clock.now() + timedelta(minutes=11)):
        assert client.get(ADD).headers["Location"].startswith("/account/reauthenticate/")
        client.post(ADD, {"credential": text})
    assert not Passkey.objects.exists()


def test_the_database_keeps_each_key_once(ana: User) -> None:
    add(proved(), SoftKey())
    row = Passkey.objects.get()
    other = Authenticator.objects.create(user=ana, type="webauthn", data={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Passkey.objects.create(
            user=ana,
            authenticator=other,
            credential_id=bytes(row.credential_id),
            name="twice",
            is_backup_eligible=False,
            is_backed_up=False,
        )
