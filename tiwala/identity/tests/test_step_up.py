"""Proving it again before money moves."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, CORA, PASSWORD, make_cora, sign_in
from tiwala.identity.urls import urlpatterns as account_urls
from tiwala.kit import clock
from tiwala.kit.policy import customer_only, staff


@staff("refund.create", step_up=True)
def refund(request: HttpRequest) -> HttpResponse:
    return HttpResponse("refunded")


@customer_only
def invoices(request: HttpRequest) -> HttpResponse:
    return HttpResponse("yours")


urlpatterns = [path("account/", include(account_urls)), path("refund/", refund), path("invoices/", invoices)]
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
def test_the_password_again_is_another_proof(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    with clock.hold(clock.now() + timedelta(hours=1)):
        assert client.get("/refund/").status_code == 302
        answer = client.post("/account/reauthenticate/", {"password": "wrong", "next": "/refund/"})
        assert answer.status_code == 200
        assert client.get("/refund/").status_code == 302
        answer = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/refund/"})
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
