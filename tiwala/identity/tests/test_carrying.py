"""A form that met an expired proof loses nothing, and does nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, override_settings
from django.urls import include, path

from tiwala.identity.models import Session, User
from tiwala.identity.tests.people import ANA, PASSWORD, sign_in
from tiwala.identity.urls import urlpatterns as account_urls
from tiwala.kit import clock
from tiwala.kit.policy import signed_in

PAGE, SENT = "http://testserver/refund/", {"why": "Paid twice", "password": "never kept", "ref": ["a", "b"]}
done: list[str] = []


class WhyForm(forms.Form):
    why = forms.CharField()


@signed_in(step_up=True)
def refund(request: HttpRequest) -> HttpResponse:
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done.append(form.cleaned_data["why"])
        return redirect("/refund/")
    return HttpResponse(f"{form['why'].value()} {request.POST.getlist('ref')} {request.POST.get('password')}")


urlpatterns = [path("account/", include(account_urls)), path("refund/", refund), path("other/", refund)]


@pytest.fixture(autouse=True)
def _doors() -> Iterator[None]:
    done.clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield


def prove(client: Client, url: str) -> str:
    answer = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": url})
    return str(answer.headers["Location"])


def test_what_was_typed_comes_back_and_is_sent_by_the_person(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    with clock.hold(clock.now() + timedelta(minutes=11)):
        asked = client.post("/refund/", SENT, headers={"referer": PAGE})
        assert asked.headers["Location"].startswith("/account/reauthenticate/?next=")
        assert not done
        assert prove(client, PAGE) == PAGE
        assert client.get("/refund/").content.decode() == "Paid twice ['a', 'b'] None"
        assert not done
        assert client.get("/refund/").content.decode() == "None [] None"
        client.post("/refund/", SENT, headers={"referer": PAGE})
    assert done == ["Paid twice"]


def test_it_comes_back_to_no_other_page_and_not_for_long(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    with clock.hold(clock.now() + timedelta(minutes=11)):
        client.post("/refund/", SENT, headers={"referer": PAGE})
        prove(client, PAGE)
        assert client.get("/other/").content.decode() == "None [] None"
    with clock.hold(clock.now() + timedelta(minutes=22)):
        prove(client, PAGE)
        assert client.get("/refund/").content.decode() == "None [] None"


def test_a_button_elsewhere_and_a_flood_are_pressed_again(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    for number, (sent, page) in enumerate(((SENT, "http://testserver/elsewhere/"), ({"why": "x" * 30_000}, PAGE))):
        with clock.hold(clock.now() + timedelta(minutes=11 * (number + 1))):
            client.post("/refund/", sent, headers={"referer": page})
            assert "Nothing was done yet" in client.get("/account/reauthenticate/").content.decode()
            prove(client, page)
            assert client.get("/refund/").content.decode() == "None [] None"
    assert not done


def test_it_lies_sealed(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    with clock.hold(clock.now() + timedelta(minutes=11)):
        client.post("/refund/", SENT, headers={"referer": PAGE})
    assert "Paid" not in Session.objects.get(user=ana).session_data


def test_nobody_signed_in_carries_nothing(client: Client, ana: User) -> None:
    answer = client.post("/refund/", SENT, headers={"referer": PAGE})
    assert answer.headers["Location"].startswith("/account/login/")
    assert "session" not in client.cookies
