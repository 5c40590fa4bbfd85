"""Signing in by passkey: found without a name, with an address, verified or not, and perhaps copied."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from fido2.utils import websafe_decode, websafe_encode

from tiwala.audit.models import Record
from tiwala.identity.actions.make_recovery_codes import make_recovery_codes
from tiwala.identity.models import Passkey, User
from tiwala.identity.tests.people import ANA, BEN, CORA, fill_in, is_signed_in
from tiwala.identity.tests.soft_key import BE, UP, UV, SoftKey, add, asked, enter
from tiwala.identity.tests.test_add_passkey import proved
from tiwala.kit.actor import SYSTEM
from tiwala.tasks.models import Task

ASK, IN = "passkeys/challenge/sign_in/", "/account/passkeys/sign-in/"
SECOND_STEP = "/account/2fa/authenticate/"


def key_of(email: str = ANA, **facts) -> SoftKey:
    key = SoftKey(**facts)
    assert add(proved(email), key).status_code == 302
    cache.clear()
    return key


def recovery_code(user: User) -> str:
    with transaction.atomic():
        return make_recovery_codes(user, by=SYSTEM)[0]


def test_it_lets_in_without_a_name(client: Client, ana: User) -> None:
    key = key_of()
    options = asked(client, ASK)
    assert options["allowCredentials"] == []
    assert (options["userVerification"], options["timeout"], options["rpId"]) == ("required", 300_000, "localhost")
    assert enter(client, key).headers["Location"] == "/home/"
    assert is_signed_in(client)
    assert Passkey.objects.get().last_used_at is not None
    assert Record.objects.filter(tag="passkey:use", subject_ref=ana.public_id).exists()
    assert Record.objects.filter(tag="session:sign_in", subject_ref=ana.public_id).count() == 2


def test_staff_land_on_the_console_and_on_the_page_they_wanted(client: Client, cora: User) -> None:
    key = key_of(CORA)
    assert enter(client, key).headers["Location"] == "/console/"
    other = Client()
    options = asked(other, ASK)
    answer = other.post(f"{IN}?next=/console/keys/", {"credential": key.use(options)})
    assert answer.headers["Location"] == "/console/keys/"
    for evil in ("https://evil.example/", "//evil.example"):
        third = Client()
        answer = third.post(IN, {"credential": key.use(asked(third, ASK)), "next": evil})
        assert answer.headers["Location"] == "/console/"


def test_with_an_address_its_own_keys_are_named(client: Client, ana: User, ben: User) -> None:
    mine, others = key_of(), key_of(BEN)
    named = asked(client, ASK, login=ANA.upper())["allowCredentials"]
    assert [websafe_decode(one["id"]) for one in named] == [mine.credential_id]
    assert enter(Client(), others, email=ANA).headers["Location"] == "/account/login/"
    assert enter(client, mine, email=ANA, says_whose=False).headers["Location"] == "/home/"


def test_an_address_without_a_key_looks_like_one_with(client: Client, ana: User, ben: User) -> None:
    key_of()
    here = asked(client, ASK, login=ANA)
    for nobody in ("eve@example.ph", BEN):
        first, again = asked(client, ASK, login=nobody), asked(Client(), ASK, login=nobody)
        assert first["allowCredentials"] == again["allowCredentials"]
        assert first.keys() == here.keys()
        assert [{**one, "id": ""} for one in first["allowCredentials"]] == [
            {**one, "id": ""} for one in here["allowCredentials"]
        ]
        assert len(first["allowCredentials"][0]["id"]) == len(here["allowCredentials"][0]["id"])


def test_without_a_name_it_must_say_whose_it_is(client: Client, ana: User) -> None:
    key = key_of()
    assert enter(client, key, says_whose=False).headers["Location"] == "/account/login/"
    key.handle = bytes(32)
    assert enter(client, key).headers["Location"] == "/account/login/"
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "lie",
    [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"crosses": True}, {"flags": UV}, {"flags": UP}],
    ids=["origin", "party", "frame", "nobody there", "not verified"],
)
def test_a_lie_does_not_let_in(client: Client, ana: User, lie: dict) -> None:
    key = key_of()
    for name, value in lie.items():
        setattr(key, name, value)
    assert enter(client, key).headers["Location"] == "/account/login/"
    assert not is_signed_in(client)
    assert Record.objects.filter(tag="session:sign_in_failed").count() == 1


def test_a_forged_signature_does_not_let_in(client: Client, ana: User) -> None:
    real = key_of()
    forged = SoftKey(credential_id=real.credential_id, handle=real.handle)
    assert enter(client, forged).headers["Location"] == "/account/login/"
    assert not is_signed_in(client)


def test_a_challenge_lets_in_once_and_only_in_its_session(client: Client, ana: User) -> None:
    key = key_of()
    text = key.use(asked(client, ASK))
    assert Client().post(IN, {"credential": text}).headers["Location"] == "/account/login/"
    assert client.post(IN, {"credential": text}).headers["Location"] == "/home/"
    client.post("/account/logout/")
    assert client.post(IN, {"credential": text}).headers["Location"] == "/account/login/"


def test_two_requests_at_once_with_one_answer_get_in_once(client: Client, ana: User) -> None:
    key = key_of()
    text = key.use(asked(client, ASK))
    twin = Client()
    session = client.session
    twin.cookies["session"] = client.cookies["session"].value
    kept = session["passkey_ceremony"]
    assert client.post(IN, {"credential": text}).headers["Location"] == "/home/"
    thief = twin.session
    thief["passkey_ceremony"] = kept  # as a request saw it that had read the session before
    thief.save()
    twin.cookies["session"] = thief.session_key
    assert twin.post(IN, {"credential": text}).headers["Location"] == "/account/login/"


def test_a_key_that_did_not_look_is_one_factor(client: Client, ana: User) -> None:
    key = key_of(flags=UP)
    assert enter(client, key).headers["Location"] == "/account/login/"  # without a name it must verify
    assert enter(client, key, email=ANA).headers["Location"] == SECOND_STEP
    assert not is_signed_in(client)
    again = key.use(asked(client, "passkeys/challenge/second_step/"))
    assert client.post(SECOND_STEP, {"credential": again}).status_code == 200  # the same key is no second factor
    assert not is_signed_in(client)
    assert client.post(SECOND_STEP, {"code": recovery_code(ana)}).headers["Location"] == "/home/"
    assert is_signed_in(client)


def test_a_staff_key_that_did_not_look_is_refused(client: Client, cora: User) -> None:
    key = key_of(CORA)
    key.flags = UP
    assert enter(client, key, email=CORA).headers["Location"] == "/account/login/"
    assert not is_signed_in(client)


def test_it_is_a_second_step_after_the_password(client: Client, ana: User) -> None:
    key = key_of(flags=UP)
    assert fill_in(client, ANA).headers["Location"] == SECOND_STEP
    options = asked(client, "passkeys/challenge/second_step/")
    assert [websafe_decode(one["id"]) for one in options["allowCredentials"]] == [key.credential_id]
    assert client.post(SECOND_STEP, {"credential": key.use(options)}).headers["Location"] == "/home/"
    assert is_signed_in(client)


def test_nobody_elses_key_is_a_second_step(client: Client, ana: User, ben: User) -> None:
    key_of()
    others = key_of(BEN)
    fill_in(client, ANA)
    text = others.use(asked(client, "passkeys/challenge/second_step/"))
    assert client.post(SECOND_STEP, {"credential": text}).status_code == 200
    assert not is_signed_in(client)


def test_challenges_are_given_at_their_stage_only(client: Client, ana: User) -> None:
    for purpose in ("second_step", "sign_up", "add", "step_up", "invitation", "nonsense"):
        assert client.post(f"/account/passkeys/challenge/{purpose}/").status_code == 404, purpose
    assert client.get(f"/account/{ASK}").status_code == 405
    assert client.post("/account/passkeys/own-challenge/add/").status_code == 302
    fill_in(client, ANA)
    assert client.post("/account/passkeys/own-challenge/sign_in/").status_code == 404


def test_a_counter_that_goes_back_is_doubted_and_asks_for_more(client: Client, ana: User) -> None:
    key = key_of(count=5)
    key.count = 6
    assert enter(Client(), key).headers["Location"] == "/home/"
    for count in (6, 3):
        key.count = count
        assert enter(Client(), key).headers["Location"] == SECOND_STEP
    row, task = Passkey.objects.get(), Task.objects.get(kind="passkey_doubted")
    assert (row.doubt, row.sign_count, task.subject_ref, task.times) == ("counter", 6, row.public_id, 2)
    assert task.facts["user"] == ana.public_id
    letters = [one.subject for one in mail.outbox if "copy" in one.subject]
    assert letters == ["There may be a copy of your passkey"]
    assert Record.objects.filter(tag="passkey:doubt", subject_ref=ana.public_id).count() == 2
    key.count = 7  # even when it counts upwards again: nobody knows which of the two this is
    assert enter(client, key).headers["Location"] == SECOND_STEP
    assert client.post(SECOND_STEP, {"code": recovery_code(ana)}).headers["Location"] == "/home/"
    assert "Doubted" in client.get("/account/passkeys/").content.decode()


def test_counters_that_stay_at_nought_are_as_usual(client: Client, ana: User) -> None:
    key = key_of()
    for _ in range(3):
        assert enter(Client(), key).headers["Location"] == "/home/"
    assert not Passkey.objects.get().is_doubted


def test_a_changed_backup_mark_is_doubted(client: Client, ana: User) -> None:
    key = key_of()
    key.flags |= BE
    assert enter(client, key).headers["Location"] == SECOND_STEP
    assert Passkey.objects.get().doubt == "backup"
    assert Task.objects.get(kind="passkey_doubted").facts["why"] == "backup"


def test_a_doubted_key_is_still_a_second_step_after_the_password(client: Client, ana: User) -> None:
    key = key_of(count=5)
    fill_in(client, ANA)
    text = key.use(asked(client, "passkeys/challenge/second_step/"))
    assert client.post(SECOND_STEP, {"credential": text}).headers["Location"] == "/home/"
    assert Passkey.objects.get().is_doubted


def test_it_proves_it_again(client: Client, ana: User) -> None:
    key = key_of(count=1)
    for count, expected in ((2, 302), (2, 422)):
        key.count = count
        fresh = Client()
        fill_in(fresh, ANA)
        key.count += 1
        fresh.post(SECOND_STEP, {"credential": key.use(asked(fresh, "passkeys/challenge/second_step/"))})
        key.count = count + 2 if expected == 302 else count
        text = key.use(asked(fresh, "passkeys/own-challenge/step_up/"))
        answer = fresh.post("/account/passkeys/reauthenticate/?next=/account/passkeys/new/", {"credential": text})
        assert answer.status_code == expected


def test_somebody_who_is_in_already_goes_on(client: Client, ana: User) -> None:
    fill_in(client, ANA)
    assert client.post(IN, {"credential": "{}"}).headers["Location"] == "/home/"


def test_an_account_that_is_off_stays_shut(client: Client, ana: User) -> None:
    key = key_of()
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert enter(client, key).headers["Location"] == "/account/inactive/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("noise", ["", "null", "{}", "x" * 30_000, '{"rawId":"AAAA","id":"AAAA","response":{"a":1}}'])
def test_noise_is_refused_calmly(client: Client, ana: User, noise: str) -> None:
    asked(client, ASK)
    assert client.post(IN, {"credential": noise}).headers["Location"] == "/account/login/"


def test_the_id_in_an_answer_must_be_its_own(client: Client, ana: User) -> None:
    key = key_of()
    text = key.use(asked(client, ASK)).replace(websafe_encode(key.credential_id), websafe_encode(bytes(32)), 1)
    assert client.post(IN, {"credential": text}).headers["Location"] == "/account/login/"
