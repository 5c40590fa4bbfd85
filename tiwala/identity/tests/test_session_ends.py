"""When a session ends: without a click, in any case, and never later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from tiwala.audit.models import Record
from tiwala.identity.actions.tighten_rule import tighten_rule
from tiwala.identity.models import Session, User
from tiwala.identity.tests.factors import set_up_app
from tiwala.identity.tests.people import ANA, CORA, sign_in
from tiwala.identity.urls import urlpatterns as account_urls
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.policy import signed_in


@signed_in
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


urlpatterns = [path("account/", include(account_urls)), path("page/", page)]
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def opens(client: Client, after: timedelta, url: str = "/page/") -> bool:
    with clock.hold(clock.now() + after):
        return client.get(url).status_code == 200


@pytest.fixture(autouse=True)
def _doors() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_staff_are_out_after_fifteen_minutes_without_a_click(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    assert opens(client, 14 * MINUTE + 50 * SECOND)
    assert opens(client, 29 * MINUTE)
    assert not opens(client, 45 * MINUTE)
    assert Record.objects.get(tag="session:end").subject_ref == cora.public_id
    assert not Session.objects.filter(user=cora).exists()


def test_staff_are_out_after_twelve_hours_however_busy(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    for minutes in range(10, 12 * 60, 10):
        assert opens(client, minutes * MINUTE), minutes
    assert opens(client, 12 * HOUR - MINUTE)
    assert not opens(client, 12 * HOUR)


def test_a_payer_with_a_second_factor_has_an_hour_and_a_day(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    set_up_app(client)
    assert opens(client, 59 * MINUTE)
    for minutes in range(110, 24 * 60, 50):
        assert opens(client, minutes * MINUTE), minutes
    assert not opens(client, 24 * HOUR)


def test_a_payer_with_a_second_factor_is_out_after_an_hour_without_a_click(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    set_up_app(client)
    assert not opens(client, 60 * MINUTE + SECOND)


def test_a_payer_with_a_password_alone_has_thirty_days_and_no_lasting_proof(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    assert opens(client, timedelta(days=29, hours=23))
    with clock.hold(clock.now() + timedelta(days=29)):
        request = client.get("/page/").wsgi_request
        assert not request.proved_lately()  # type: ignore[attr-defined]
    assert not opens(client, timedelta(days=30))


def test_only_a_payers_session_without_a_factor_outlasts_the_browser(ana: User, cora: User) -> None:
    payer, clerk = Client(), Client()
    sign_in(payer, ANA)
    sign_in(clerk, CORA)
    name = settings.SESSION_COOKIE_NAME
    assert abs(int(payer.cookies[name]["max-age"]) - 30 * 86400) < 10
    assert clerk.cookies[name]["max-age"] == ""
    set_up_app(payer)
    assert payer.cookies[name]["max-age"] == ""


def test_what_a_page_asks_by_itself_keeps_nobody_in(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    for minutes in range(1, 15):
        assert opens(client, minutes * MINUTE, "/page/?seen=x")
    assert not opens(client, 15 * MINUTE, "/page/?seen=x")
    sign_in(client, CORA)
    with clock.hold(clock.now() + 10 * MINUTE):
        client.get("/page/", headers={"Sec-Purpose": "prefetch;prerender"})
    assert not opens(client, 15 * MINUTE)


def test_the_last_click_is_written_at_most_once_a_minute(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    began = Session.objects.get(user=ana).last_active_at
    for seconds, is_written in ((30, False), (59, False), (61, True)):
        assert opens(client, seconds * SECOND)
        assert (Session.objects.get(user=ana).last_active_at > began) is is_written


def test_a_tighter_rule_ends_what_is_open_already(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    tighten_rule("staff_idle_minutes", number=5, by=SYSTEM)
    assert not opens(client, 6 * MINUTE)


def test_the_end_is_said_and_leads_back(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    with clock.hold(clock.now() + 20 * MINUTE):
        answer = client.get("/page/?a=1")
        assert answer.headers["Location"] == "/account/login/?next=%2Fpage%2F%3Fa%3D1&why=ended"
        said = client.get(answer.headers["Location"]).content.decode()
        assert "Your session is over" in said
        assert client.get("/page/").headers["Location"] == "/account/login/?next=%2Fpage%2F"
        assert sign_in(client, CORA, next="/page/?a=1").headers["Location"] == "/page/?a=1"


def test_a_session_in_which_nobody_signed_in_yet_is_not_called_over(client: Client, ana: User) -> None:
    client.post("/account/password/reset/", {"email": ANA})
    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert client.get("/page/").headers["Location"] == "/account/login/?next=%2Fpage%2F"


def test_the_key_changes_when_one_signs_in_and_when_the_session_rises(client: Client, ana: User) -> None:
    name = settings.SESSION_COOKIE_NAME
    client.post("/account/password/reset/", {"email": ANA})
    guest = client.cookies[name].value
    sign_in(client, ANA)
    low = client.cookies[name].value
    set_up_app(client)
    high = client.cookies[name].value
    assert len({guest, low, high}) == 3
    thief = Client()
    thief.cookies[name] = low
    assert thief.get("/page/").status_code == 302
    assert Session.objects.get(user=ana).started_at <= clock.now()


def test_rising_does_not_put_off_the_end(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    before = Session.objects.get(user=ana).started_at
    set_up_app(client)
    assert Session.objects.get(user=ana).started_at == before
