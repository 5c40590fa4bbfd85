"""Staff show a second factor before anything opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.models import User
from tiwala.identity.tests.factors import code_for, set_up_app
from tiwala.identity.tests.people import ANA, CORA, PASSWORD, code_of, fill_in, is_signed_in, make_cora, sign_in
from tiwala.kit import clock

FIRST = "/account/second-step/"
GO_ON = "/account/second-step/done/"
CLOSED = ("password/change/", "email/", "sessions/", "2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/")


@pytest.fixture
def new_here(client: Client, db: None) -> Client:
    """A browser of somebody who works here since a minute ago: a password, and nothing else yet."""
    make_cora(has_app=False)
    fill_in(client, CORA)
    return client


def test_a_password_alone_opens_one_page_which_leads_to_a_second_step(new_here: Client) -> None:
    for page in ("/console/", *(f"/account/{path}" for path in CLOSED)):
        assert new_here.get(page).headers["Location"].startswith(f"{FIRST}?"), page
        assert new_here.post(page).headers["Location"].startswith(f"{FIRST}?"), page
    page = new_here.get(FIRST).content.decode()
    assert "/account/2fa/totp/activate/" in page
    assert "/account/logout/" in page


def test_the_page_leads_nowhere_else(new_here: Client) -> None:
    links = {part.split('"')[0] for part in new_here.get(FIRST).content.decode().split('href="')[1:]}
    assert {link for link in links if link.startswith(("/console", "/home"))} == set()


def test_once_set_up_it_goes_on_to_the_page_that_was_asked_for(new_here: Client) -> None:
    new_here.get(new_here.get("/console/invoices/").headers["Location"])
    page = new_here.get("/account/2fa/totp/activate/")
    assert page.status_code == 200, "the password was written a moment ago"
    code = code_for(page.context["form"].secret)
    assert new_here.post("/account/2fa/totp/activate/", {"code": code}).headers["Location"].endswith("recovery-codes/")
    assert len(new_here.get("/account/2fa/recovery-codes/").context["unused_codes"]) == 10
    assert new_here.post(GO_ON).headers["Location"] == "/console/invoices/"
    assert new_here.get("/console/invoices/").status_code == 200


def test_it_asks_for_the_password_again_when_that_was_long_ago(new_here: Client) -> None:
    with clock.hold(clock.now() + timedelta(minutes=6)):
        assert "/account/reauthenticate/" in new_here.get("/account/2fa/totp/activate/").headers["Location"]


def test_recovery_codes_alone_are_no_second_step(new_here: Client) -> None:
    assert new_here.get("/account/2fa/recovery-codes/generate/").headers["Location"].startswith(FIRST)
    assert new_here.post("/account/2fa/recovery-codes/generate/").headers["Location"].startswith(FIRST)
    assert not Authenticator.objects.exists()


def test_signing_out_is_always_possible(new_here: Client) -> None:
    assert new_here.post("/account/logout/").status_code == 302
    assert new_here.get("/console/").headers["Location"].startswith("/account/login/")


def test_a_session_from_before_the_second_step_shows_it_too(new_here: Client) -> None:
    other = Client()
    fill_in(other, CORA)
    set_up_app(new_here)
    again = other.get("/console/").headers["Location"]
    assert again.startswith(("/account/reauthenticate/?", "/account/login/?"))


def test_who_has_an_app_is_asked_for_its_code(client: Client, cora: User) -> None:
    assert fill_in(client, CORA).headers["Location"] == "/account/2fa/authenticate/"
    assert not is_signed_in(client)
    assert client.get("/console/").headers["Location"].startswith("/account/login/")
    assert client.post("/account/2fa/authenticate/", {"code": code_of(CORA)}).headers["Location"] == "/console/"
    assert client.get("/console/").status_code == 200


def test_somebody_who_came_in_by_another_way_shows_it_first(client: Client, cora: User) -> None:
    client.force_login(cora)
    asked = client.get("/console/").headers["Location"]
    assert asked == "/account/reauthenticate/?next=%2Fconsole%2F&factor=1"
    assert client.get(asked).headers["Location"] == "/account/2fa/reauthenticate/?next=%2Fconsole%2F"
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.get("/console/").status_code == 302
    assert client.post("/account/2fa/reauthenticate/", {"code": code_of(CORA)}).status_code == 302
    assert client.get("/console/").status_code == 200


def test_staff_cannot_take_the_last_second_step_away(client: Client, cora: User) -> None:
    sign_in(client, CORA)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.post("/account/2fa/totp/deactivate/")
    assert page.status_code == 200
    assert "only second step" in page.content.decode()
    assert Authenticator.objects.filter(user=cora, type="totp").exists()


def test_a_customer_needs_none(client: Client, ana: User) -> None:
    assert sign_in(client, ANA).headers["Location"] == "/home/"
    assert is_signed_in(client)


def test_an_owner_who_owes_it_holds_no_permission_anywhere(new_here: Client) -> None:
    actor = new_here.get(FIRST).wsgi_request.actor  # type: ignore[attr-defined]
    assert actor.permissions == frozenset()
    assert actor.is_staff
    assert not actor.may("invoice.view")


@pytest.mark.django_db(transaction=True)
def test_setting_up_is_on_record(new_here: Client) -> None:
    set_up_app(new_here)
    user = User.objects.get()
    assert Record.objects.filter(tag="user:change_factor", subject_ref=user.public_id).exists()
    assert PASSWORD not in str(list(Record.objects.values_list("facts", flat=True)))
