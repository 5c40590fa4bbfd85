"""Proving it again before money moves."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from tiwala.identity.actions.tighten_rule import tighten_rule
from tiwala.identity.models import User
from tiwala.identity.tests.factors import set_up_app
from tiwala.identity.tests.people import (
    ANA,
    CORA,
    PASSWORD,
    code_of,
    make_cora,
    sign_in,
)
from tiwala.identity.urls import urlpatterns as account_urls
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.policy import customer_only, staff


@staff("refund.create", step_up=True)
def refund(request: HttpRequest) -> HttpResponse:
    return HttpResponse("refunded")


@customer_only
def invoices(request: HttpRequest) -> HttpResponse:
    return HttpResponse("yours")


@customer_only(factor=True)
def saved_methods(request: HttpRequest) -> HttpResponse:
    return HttpResponse("saved")


@customer_only(step_up=True)
def copy(request: HttpRequest) -> HttpResponse:
    return HttpResponse("copied")


urlpatterns = [
    path("account/", include(account_urls)),
    path("refund/", refund),
    path("invoices/", invoices),
    path("saved/", saved_methods),
    path("copy/", copy),
]
doors = override_settings(ROOT_URLCONF=__name__)
AGAIN = "/account/reauthenticate/?next=%2Frefund%2F"


@doors
def test_a_fresh_sign_in_is_a_proof_for_five_minutes(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    assert client.get("/refund/").content == b"refunded"
    with clock.hold(clock.now() + timedelta(minutes=4, seconds=50)):
        assert client.get("/refund/").content == b"refunded"
    with clock.hold(clock.now() + timedelta(minutes=5, seconds=1)):
        assert client.get("/refund/").headers["Location"] == AGAIN


@doors
def test_the_code_again_is_another_proof(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    again = "/account/2fa/reauthenticate/"
    with clock.hold(clock.now() + timedelta(minutes=10)):
        assert client.get("/refund/").status_code == 302
        answer = client.post(again, {"code": "000000", "next": "/refund/"})
        assert answer.status_code == 200
        assert client.get("/refund/").status_code == 302
        answer = client.post(again, {"code": code_of(CORA), "next": "/refund/"})
        assert answer.headers["Location"] == "/refund/"
        assert client.get("/refund/").content == b"refunded"


@doors
def test_eve_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/refund/").headers["Location"] == "/account/login/?next=%2Frefund%2F"
    assert client.get("/invoices/").headers["Location"] == "/account/login/?next=%2Finvoices%2F"


@doors
def test_customers_and_staff_do_not_use_each_others_doors(client: Client, ana: User, cora: User) -> None:
    sign_in(client, ANA)
    assert client.get("/refund/").status_code == 403
    assert client.get("/invoices/").content == b"yours"
    other = Client()
    sign_in(other, CORA)
    assert other.get("/invoices/").status_code == 403


@doors
def test_a_role_without_the_permission_is_refused(client: Client) -> None:
    make_cora("cashier", "dan@example.ph")
    sign_in(client, "dan@example.ph")
    assert client.get("/refund/").status_code == 403


@doors
def test_who_has_no_second_factor_is_led_to_one_and_comes_back(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    asked = client.get("/saved/")
    assert asked.headers["Location"] == "/account/second-step/?next=%2Fsaved%2F"
    assert "Set up a second step" in client.get(asked.headers["Location"]).content.decode()
    assert "/account/second-step/done/" not in client.get("/account/2fa/").content.decode()
    set_up_app(client)
    assert "/account/second-step/done/" in client.get("/account/2fa/").content.decode()
    assert client.post("/account/second-step/done/").headers["Location"] == "/saved/"
    assert client.get("/saved/").content == b"saved"
    assert client.post("/account/second-step/done/").headers["Location"] == "/home/"


@doors
def test_the_way_back_leads_to_no_other_house(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/" + "x" * 3000):
        client.get("/account/second-step/", {"next": elsewhere})
        assert client.post("/account/second-step/done/").headers["Location"] == "/home/"


@doors
def test_a_password_alone_proves_no_session_that_stands_on_a_second_factor(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    set_up_app(client)
    codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    with clock.hold(clock.now() + timedelta(minutes=11)):
        assert client.get("/copy/").headers["Location"] == "/account/reauthenticate/?next=%2Fcopy%2F"
        asked = client.get("/account/reauthenticate/?next=%2Fcopy%2F")
        assert asked.headers["Location"] == "/account/2fa/reauthenticate/?next=%2Fcopy%2F"
        client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/copy/"})
        assert client.get("/copy/").status_code == 302
        proof = {"code": codes[0], "next": "/copy/"}
        assert client.post("/account/2fa/reauthenticate/", proof).headers["Location"] == "/copy/"
        assert client.get("/copy/").content == b"copied"


@doors
def test_a_payers_proof_lasts_ten_minutes(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    with clock.hold(clock.now() + timedelta(minutes=9, seconds=50)):
        assert client.get("/copy/").content == b"copied"
    with clock.hold(clock.now() + timedelta(minutes=10, seconds=1)):
        assert client.get("/copy/").status_code == 302


@doors
def test_a_tighter_rule_holds_at_once(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    tighten_rule("payer_step_up_minutes", number=3, by=SYSTEM)
    with clock.hold(clock.now() + timedelta(minutes=4)):
        assert client.get("/copy/").status_code == 302
