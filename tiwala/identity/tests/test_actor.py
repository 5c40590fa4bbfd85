"""Who is asking: worked out late, and only for those who brought a session."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from tiwala.identity import rule_values
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.models import ApiKey, User
from tiwala.identity.tests.people import ANA, ANA_REF, CORA, as_actor, sign_in
from tiwala.identity.urls import urlpatterns as account_urls
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, anyone


@anyone
def who(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return HttpResponse(f"{actor.kind} {actor.id} {actor.ip} {','.join(sorted(actor.customer_refs))}")


@anyone
def quiet(request: HttpRequest) -> HttpResponse:
    return HttpResponse("quiet")


urlpatterns = [path("account/", include(account_urls)), path("who/", who), path("quiet/", quiet)]
doors = override_settings(ROOT_URLCONF=__name__)


def about_people(asked: CaptureQueriesContext) -> list[str]:
    """The queries that ask who somebody is; other rooms' middleware may ask for other things."""
    return [one["sql"] for one in asked.captured_queries if "identity_" in one["sql"]]


@doors
def test_a_guest_touches_no_session_and_gets_no_cookie(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/who/")
    assert answer.content == b"guest nobody 127.0.0.1 "
    assert not about_people(asked)
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


@doors
@pytest.mark.parametrize("email", [ANA, CORA])
def test_a_person_costs_one_query(client: Client, ana: User, cora: User, email: str) -> None:
    sign_in(client, email)
    client.get("/who/")
    rule_values.forget()
    with CaptureQueriesContext(connection) as asked:
        client.get("/who/")
    assert len(about_people(asked)) == 1
    with CaptureQueriesContext(connection) as asked:
        client.get("/quiet/")
    assert not about_people(asked)


@doors
def test_a_customer_carries_what_they_may_open(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    assert client.get("/who/").content.decode() == f"person {ana.public_id} 127.0.0.1 {ANA_REF}"


@doors
def test_the_address_is_what_our_own_proxy_saw(client: Client) -> None:
    said = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 198.51.100.7", "REMOTE_ADDR": "10.0.0.1"}
    assert "10.0.0.1" in client.get("/who/", **said).content.decode()
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert "198.51.100.7" in client.get("/who/", **said).content.decode()
        assert "10.0.0.1" in client.get("/who/", REMOTE_ADDR="10.0.0.1").content.decode()
        assert "6.6.6.6" not in client.get("/who/", HTTP_X_FORWARDED_FOR="6.6.6.6,nonsense").content.decode()


@doors
def test_a_cookie_of_no_session_is_a_guest(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert client.get("/who/").content.startswith(b"guest")


def test_people_are_visible_to_themselves_and_to_the_settings_page(ana: User, ben: User, cora: User) -> None:
    assert list(User.objects.visible_to(as_actor(ana))) == [ana]
    assert User.objects.visible_to(as_actor(cora)).count() == 3
    with pytest.raises(NotFound):
        User.objects.visible_to(as_actor(ben)).by_public_id(ana.public_id)


def test_keys_are_visible_to_those_who_manage_them(ana: User, cora: User) -> None:
    key, _ = issue_key(KeyFacts("Shop", frozenset({"invoice.view"})), by=as_actor(cora))
    assert ApiKey.objects.visible_to(as_actor(cora)).by_public_id(key.public_id) == key
    with pytest.raises(NotFound):
        ApiKey.objects.visible_to(as_actor(ana)).by_public_id(key.public_id)
