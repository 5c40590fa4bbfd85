"""Too many wrong tries, at the doors themselves. allauth's own limits are cleared between tries, to see ours alone."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.actions.unlock_person import unlock_person
from tiwala.identity.actions.watch_sign_ins import watch_sign_ins
from tiwala.identity.forgiving import forgive_tries
from tiwala.identity.models import Tries, User, Which
from tiwala.identity.tests.people import (
    ANA,
    CORA,
    NEW_PASSWORD,
    PASSWORD,
    SECOND_STEP,
    as_actor,
    as_if_half_a_minute_had_passed,
    code_of,
    fill_in,
    is_signed_in,
    last_code,
    make_cora,
    sign_in,
)
from tiwala.identity.tests.soft_key import enter
from tiwala.identity.tests.test_use_passkey import key_of
from tiwala.identity.tries import is_locked
from tiwala.kit import clock
from tiwala.kit.actor import job
from tiwala.tasks.models import Task

WRONG = "That e-mail address and password do not fit together."
JOB = job("identity.watch_sign_ins")


def wrong(email: str, times: int) -> list[HttpResponse]:
    """So many wrong passwords, each from a browser of its own."""
    answers = []
    for _ in range(times):
        cache.clear()
        answers.append(fill_in(Client(), email, "not the password of anybody"))
    cache.clear()
    return answers


def test_after_ten_wrong_passwords_the_right_one_waits_half_an_hour(client: Client, cora: User) -> None:
    with clock.hold(start := clock.now()):
        wrong(CORA, 10)
        answer = fill_in(client, CORA)
        assert answer.status_code == 200
        assert WRONG in answer.content.decode()
    cache.clear()
    with clock.hold(start + timedelta(minutes=31)):
        assert fill_in(client, CORA).headers["Location"] == SECOND_STEP


def test_locked_wrong_and_unknown_say_the_same(cora: User) -> None:
    with clock.hold(clock.now()):
        pages = [one.content for one in wrong(CORA, 12)]
        pages += [one.content for one in wrong("nobody@example.ph", 12)]
    blurred = {
        page.split(b"<main", 1)[1].replace(CORA.encode(), b"").replace(b"nobody@example.ph", b"") for page in pages
    }
    tokens = {part.split(b'csrfmiddlewaretoken" value="')[0] for part in blurred}
    assert len(tokens) == 1
    assert all(WRONG.encode() in page for page in pages)


def test_nine_wrong_ones_are_forgotten_once_the_person_is_in(client: Client, cora: User) -> None:
    with clock.hold(clock.now()):
        wrong(CORA, 9)
        fill_in(client, CORA)
        assert Tries.objects.get(which=Which.PASSWORD).count == 9, "the password alone forgives nothing"
        assert client.post(SECOND_STEP, {"code": code_of(CORA)}).status_code == 302
        assert Tries.objects.get(which=Which.PASSWORD).count == 0


def test_ten_wrong_codes_lock_the_second_step_whoever_knows_the_password(client: Client, cora: User) -> None:
    with clock.hold(clock.now()):
        for _ in range(10):
            cache.clear()
            fill_in(client, CORA)
            assert "That code is not right." in client.post(SECOND_STEP, {"code": "000000"}).content.decode()
        cache.clear()
        fill_in(client, CORA)
        answer = client.post(SECOND_STEP, {"code": code_of(CORA)})
        assert answer.status_code == 200
        assert "That code is not right." in answer.content.decode()
    assert not is_signed_in(client)
    assert Record.objects.filter(tag="session:sign_in_failed", facts__unseen=True).exists()


def ask_for_a_new_password(client: Client, email: str) -> None:
    cache.clear()
    client.post("/account/password/reset/", {"email": email})
    client.post("/account/password/reset/confirm/", {"code": last_code()})


def test_a_new_password_by_mail_unlocks_the_password(client: Client, ana: User) -> None:
    new = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    with clock.hold(clock.now()):
        wrong(ANA, 12)
        ask_for_a_new_password(client, ANA)
        client.post("/account/password/reset/complete/", new)
        assert fill_in(client, ANA, NEW_PASSWORD).headers["Location"] == "/home/"


def test_whoever_reads_the_mail_gets_no_more_codes_to_guess(client: Client, cora: User) -> None:
    with clock.hold(clock.now()):
        ask_for_a_new_password(client, CORA)
        for _ in range(12):
            cache.clear()
            client.post("/account/password/reset/complete/", {"code": "000000"})
        assert Tries.objects.get(which=Which.CODE).count == 10
        cache.clear()
        client.post("/account/password/reset/complete/", {"code": code_of(CORA)})
        client.post("/account/password/reset/complete/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    cora.refresh_from_db()
    assert cora.check_password(PASSWORD)


def test_guesses_of_somebody_at_a_forgotten_computer_count(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    with clock.hold(clock.now()):
        for _ in range(12):
            cache.clear()
            client.post("/account/password/change/", {"oldpassword": "wrong", "password1": "x", "password2": "x"})
        assert Tries.objects.get(which=Which.PASSWORD).count == 10
        cache.clear()
        more = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        assert client.post("/account/password/change/", more).status_code == 200
    cora.refresh_from_db()
    assert cora.check_password(PASSWORD)


def test_a_wrong_proof_counts_too(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    with clock.hold(clock.now()):
        for _ in range(10):
            cache.clear()
            client.post("/account/2fa/reauthenticate/", {"code": "000000"})
        cache.clear()
        as_if_half_a_minute_had_passed(CORA)
        assert client.post("/account/2fa/reauthenticate/", {"code": code_of(CORA)}).status_code == 200


def test_the_person_gets_one_letter_and_the_business_one_task(cora: User) -> None:
    with clock.hold(clock.now()):
        wrong(CORA, 12)
        assert watch_sign_ins(by=JOB) == 1
        assert watch_sign_ins(by=JOB) == 0
        wrong(CORA, 3)
        watch_sign_ins(by=JOB)
    letters = [one for one in mail.outbox if one.subject == "Too many wrong tries at your account"]
    assert [one.to for one in letters] == [[CORA]]
    assert "passkey still lets you in" in str(letters[0].body)
    task = Task.objects.get(kind="sign_in_locked")
    assert (task.subject_ref, task.times) == (cora.public_id, 1)
    assert Record.objects.filter(tag="user:lock", subject_ref=cora.public_id).count() == 1


def test_a_stranger_gets_neither(ana: User) -> None:
    with clock.hold(clock.now()):
        wrong("nobody@example.ph", 12)
        assert watch_sign_ins(by=JOB) == 0
    assert not mail.outbox
    assert not Task.objects.filter(kind="sign_in_locked").exists()


def test_a_customer_who_waits_is_told_but_is_no_task_for_the_business(ana: User) -> None:
    with clock.hold(clock.now()):
        wrong(ANA, 6)
        assert watch_sign_ins(by=JOB) == 1
    assert len(mail.outbox) == 1
    assert not Task.objects.filter(kind="sign_in_locked").exists()


def test_an_admin_unlocks_with_a_word_on_who_it_is(client: Client, cora: User) -> None:
    boss = as_actor(make_cora("owner", "boss@example.ph"))
    with clock.hold(clock.now()):
        wrong(CORA, 12)
        watch_sign_ins(by=JOB)
        unlock_person(cora.pk, reason="Called her on her own number", by=boss)
        assert fill_in(client, CORA).headers["Location"] == SECOND_STEP
    kept = Record.objects.get(tag="user:unlock", subject_ref=cora.public_id)
    assert kept.facts["reason"] == "Called her on her own number"
    assert kept.actor_id == boss.id
    assert not Task.objects.open().filter(kind="sign_in_locked").exists()


def test_a_passkey_lets_in_while_the_password_is_locked(client: Client, cora: User) -> None:
    key = key_of(CORA)
    with clock.hold(clock.now()):
        wrong(CORA, 12)
        assert fill_in(Client(), CORA).status_code == 200
        assert enter(client, key).headers["Location"] == "/console/"
        assert client.get("/console/").status_code == 200
        assert fill_in(Client(), CORA).headers["Location"] == SECOND_STEP, "being in forgives what failed"


def test_a_recovered_account_begins_counting_anew(ana: User) -> None:
    with clock.hold(clock.now()):
        wrong(ANA, 6)
        Tries.objects.filter(user=ana).update(count=100)
        assert is_locked(ana)
        forgive_tries(ana)
        assert not is_locked(ana)
        assert fill_in(Client(), ANA).headers["Location"] == "/home/"
