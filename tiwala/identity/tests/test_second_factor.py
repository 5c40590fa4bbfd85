"""A code from an app after the password."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, PASSWORD, fill_in, is_signed_in, sign_in
from tiwala.kit import clock


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))


def switch_on(client: Client) -> str:
    sign_in(client, ANA)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    secret: str = page.context["form"].secret
    assert "<svg" in page.content.decode()
    assert client.post("/account/2fa/totp/activate/", {"code": code_for(secret)}).status_code == 302
    return secret


def test_signing_in_asks_for_it(client: Client, ana: User) -> None:
    secret = switch_on(client)
    assert secret not in str(Authenticator.objects.get(user=ana, type="totp").data)
    cache.clear()
    fresh = Client()
    assert fill_in(fresh, ANA).headers["Location"] == "/account/2fa/authenticate/"
    assert not is_signed_in(fresh)
    assert fresh.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not is_signed_in(fresh)
    assert fresh.post("/account/2fa/authenticate/", {"code": code_for(secret)}).headers["Location"] == "/home/"
    assert is_signed_in(fresh)
    assert Record.objects.filter(tag="session:sign_in_failed", subject_ref=ana.public_id).exists()


def test_a_recovery_code_lets_in_once(client: Client, ana: User) -> None:
    switch_on(client)
    shown = client.get("/account/2fa/recovery-codes/")
    codes = shown.context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] in shown.content.decode()
    assert codes[0] not in client.get("/account/2fa/recovery-codes/").content.decode()
    for expected in (302, 200):
        fresh = Client()
        fill_in(fresh, ANA)
        assert fresh.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == expected


def test_switching_it_off_asks_first_and_is_told(client: Client, ana: User) -> None:
    switch_on(client)
    assert client.get("/account/2fa/totp/deactivate/").status_code == 200
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=ana).exists()
    assert mail.outbox[-1].subject == "Your second step is off"
    assert Record.objects.filter(tag="user:change_factor").count() >= 2
