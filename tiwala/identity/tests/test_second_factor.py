"""A code from an app after the password, and recovery codes: each good once, and known by nobody else."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings

from tests.races.at_once import at_once
from tiwala.audit.models import Record
from tiwala.identity import totp
from tiwala.identity.actions.use_recovery_code import use_recovery_code
from tiwala.identity.actions.use_totp_code import use_totp_code
from tiwala.identity.models import User
from tiwala.identity.tests.factors import code_for
from tiwala.identity.tests.people import ANA, PASSWORD, fill_in, is_signed_in, sign_in
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

STEP, CODES = "/account/2fa/authenticate/", "/account/2fa/recovery-codes/"
RFC_SEED = base64.b32encode(b"12345678901234567890").decode()
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
TOTP = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


def switch_on(client: Client) -> str:
    sign_in(client, ANA)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    secret: str = page.context["form"].secret
    assert "<svg" in page.content.decode()
    assert client.post("/account/2fa/totp/activate/", {"code": code_for(secret)}).status_code == 302
    cache.clear()
    return secret


def later(seconds: int) -> clock.hold:
    return clock.hold(clock.now() + timedelta(seconds=seconds))


def test_signing_in_asks_for_it(client: Client, ana: User) -> None:
    secret = switch_on(client)
    assert secret not in str(Authenticator.objects.get(user=ana, type="totp").data)
    fresh = Client()
    with later(30):
        assert fill_in(fresh, ANA).headers["Location"] == STEP
        assert not is_signed_in(fresh)
        assert fresh.post(STEP, {"code": "000000"}).status_code == 200
        assert not is_signed_in(fresh)
        assert fresh.post(STEP, {"code": code_for(secret)}).headers["Location"] == "/home/"
        assert is_signed_in(fresh)
    assert Record.objects.filter(tag="session:sign_in_failed", subject_ref=ana.public_id).exists()


def test_a_code_is_good_once_whatever_the_cache_remembers(client: Client, ana: User) -> None:
    secret = switch_on(client)
    with later(30):
        for expected in (302, 200):
            fresh = Client()
            fill_in(fresh, ANA)
            assert fresh.post(STEP, {"code": code_for(secret)}).status_code == expected
            cache.clear()


def test_the_code_that_set_the_app_up_is_used_too(client: Client, ana: User) -> None:
    secret = switch_on(client)
    fresh = Client()
    fill_in(fresh, ANA)
    assert fresh.post(STEP, {"code": code_for(secret)}).status_code == 200


@pytest.mark.parametrize(("age_s", "is_taken"), [(-30, False), (0, True), (30, True), (60, False)])
def test_the_present_code_and_the_one_before(client: Client, ana: User, age_s: int, is_taken: bool) -> None:
    secret = switch_on(client)
    with later(300), transaction.atomic():
        now = clock.now()
        with clock.hold(now - timedelta(seconds=age_s)):
            code = code_for(secret)
        assert bool(use_totp_code(ana, code=code)) is is_taken


def test_after_a_newer_code_an_older_one_is_over(client: Client, ana: User) -> None:
    secret = switch_on(client)
    with later(300):
        old = code_for(secret)
    with later(330), transaction.atomic():
        assert use_totp_code(ana, code=f" {code_for(secret)[:3]} {code_for(secret)[3:]} ")
        assert use_totp_code(ana, code=old) is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_in_once(client: Client, ana: User) -> None:
    secret = switch_on(client)

    def try_it() -> bool:
        with transaction.atomic():
            return use_totp_code(ana, code=code) is not None

    with later(60):
        code = code_for(secret)
        assert sorted(at_once([try_it, try_it])) == [False, True]


@pytest.mark.parametrize(("counter", "code"), list(enumerate(HOTP)))
def test_hotp_as_rfc_4226_has_it(counter: int, code: str) -> None:
    assert format_hotp_value(hotp_value(RFC_SEED, counter)) == code


@pytest.mark.parametrize(("unix", "code"), list(TOTP.items()))
def test_totp_as_rfc_6238_has_it_for_sha_1(unix: int, code: str) -> None:
    """Eight digits there, six here: apps know no others. SHA-256 and SHA-512 are for seeds that we do not make."""
    at = clock.now().replace(microsecond=0)
    with clock.hold(at + timedelta(seconds=unix - int(at.timestamp()))):
        assert totp.step_of(RFC_SEED, code[-6:]) == unix // 30
        with override_settings(MFA_TOTP_DIGITS=8):
            assert totp.step_of(RFC_SEED, code) == unix // 30


def test_a_seed_has_160_bits(client: Client, ana: User) -> None:
    assert len(base64.b32decode(switch_on(client))) == 20


def test_a_recovery_code_lets_in_once(client: Client, ana: User) -> None:
    switch_on(client)
    shown = client.get(CODES)
    codes = shown.context["unused_codes"]
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) * 5 == 80 for code in codes)
    assert codes[0] in shown.content.decode()
    assert codes[0] not in client.get(CODES).content.decode()
    kept = str(Authenticator.objects.get(user=ana, type="recovery_codes").data)
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    for expected in (302, 200):
        fresh = Client()
        fill_in(fresh, ANA)
        assert fresh.post(STEP, {"code": codes[0]}).status_code == expected
    assert "9 are left" in client.get(CODES).content.decode()
    assert Record.objects.get(tag="recovery_code:use").subject_ref == ana.public_id
    assert "A recovery code was used" in [one.subject for one in mail.outbox]


def test_it_is_read_as_people_write_it(client: Client, ana: User, ben: User) -> None:
    switch_on(client)
    code = client.get(CODES).context["unused_codes"][0]
    with transaction.atomic():
        assert use_recovery_code(ben, code=code, by=SYSTEM) is None
        assert use_recovery_code(ana, code=code[:-1], by=SYSTEM) is None
        assert use_recovery_code(ana, code=f" {code.upper().replace('-', ' ')} ", by=SYSTEM) is not None


def test_they_are_downloaded_once_and_soon(client: Client, ana: User) -> None:
    switch_on(client)
    codes = client.get(CODES).context["unused_codes"]
    assert client.get(f"{CODES}download/").status_code == 405
    file = client.post(f"{CODES}download/")
    assert file.content.decode().split() == codes
    assert "attachment" in file.headers["Content-Disposition"]
    assert "no-store" in file.headers["Cache-Control"]
    assert client.post(f"{CODES}download/").status_code == 302
    client.post(f"{CODES}generate/")
    client.get(CODES)
    with later(601):
        assert client.post(f"{CODES}download/").status_code == 302


def test_new_ones_end_the_old(client: Client, ana: User) -> None:
    switch_on(client)
    old = client.get(CODES).context["unused_codes"][0]
    assert client.get(f"{CODES}generate/").status_code == 200
    assert client.post(f"{CODES}generate/").headers["Location"] == CODES
    new = client.get(CODES).context["unused_codes"][0]
    with transaction.atomic():
        assert use_recovery_code(ana, code=old, by=SYSTEM) is None
        assert use_recovery_code(ana, code=new, by=SYSTEM) is not None


def test_without_a_second_factor_there_are_none(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.post(f"{CODES}generate/").headers["Location"] == "/account/2fa/"
    assert client.get(CODES).status_code == 404


def test_switching_it_off_asks_first_and_is_told(client: Client, ana: User) -> None:
    switch_on(client)
    assert client.get("/account/2fa/totp/deactivate/").status_code == 200
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=ana).exists()
    assert mail.outbox[-1].subject == "Your second step is off"
    assert Record.objects.filter(tag="user:change_factor").count() >= 2
