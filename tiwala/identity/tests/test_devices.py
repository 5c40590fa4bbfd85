"""A browser is known by a cookie of its own; of a new one the person is told."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail
from django.test import Client, override_settings

from tiwala.identity.actions.forget_expired import forget_expired
from tiwala.identity.models import Device, Session, User
from tiwala.identity.tests.people import ANA, BEN, sign_in
from tiwala.kit import clock

NEW = "A sign-in from a new device"


def told() -> list[str]:
    return [letter.to[0] for letter in mail.outbox if letter.subject == NEW]


def test_the_first_sign_in_of_all_is_no_news_the_next_browser_is(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    assert not told()
    elsewhere = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari/600")
    sign_in(elsewhere, ANA)
    assert told() == [ANA]
    body = str(mail.outbox[-1].body)
    assert "Safari, iPhone" in body
    assert "127.0.0.0" in body
    assert "/account/not-me/" in body
    assert Session.objects.filter(user=ana, device__isnull=False).count() == 2


def test_a_browser_is_known_again_whatever_it_says_it_is(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    client.post("/account/logout/")
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows) Firefox/150"
    sign_in(client, ANA)
    assert not told()
    assert Device.objects.get(user=ana).agent == "Firefox, Windows"


def test_the_same_name_without_the_cookie_is_a_new_one(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    sign_in(Client(), ANA)
    assert told() == [ANA]


def test_a_browser_of_two_people_is_known_to_each_on_their_own(client: Client, ana: User, ben: User) -> None:
    sign_in(Client(), BEN)
    sign_in(client, ANA)
    client.post("/account/logout/")
    sign_in(client, BEN)
    assert [letter.subject for letter in mail.outbox] == ["Pag-sign in mula sa bagong device"]
    assert Device.objects.filter(user=ana).count() == 1


def test_the_cookie_is_kept_for_long_and_only_for_us(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    cookie = client.cookies["device"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (400 * 86400, True, "Lax")
    device = Device.objects.get(user=ana)
    assert cookie.value.encode() not in bytes(device.token_hash)
    with override_settings(SESSION_COOKIE_SECURE=True, DEVICE_COOKIE_NAME="__Host-device"):
        secure = Client()
        sign_in(secure, ANA)
    assert secure.cookies["__Host-device"]["secure"]
    assert secure.cookies["__Host-device"]["path"] == "/"
    assert not secure.cookies["__Host-device"]["domain"]


def test_a_forged_or_overlong_cookie_is_a_new_browser(ana: User) -> None:
    for number, forged in enumerate(("x", "y" * 5000, "é" * 43), 1):
        client = Client()
        client.cookies["device"] = forged
        assert sign_in(client, ANA).status_code == 302
        assert client.cookies["device"].value != forged or len(forged) == 43
        assert Device.objects.filter(user=ana).count() == number


def test_what_nobody_uses_is_forgotten(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    with clock.hold(clock.now() + timedelta(days=401)):
        forget_expired()
    assert not Device.objects.exists()
