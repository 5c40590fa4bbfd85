"""The second address: verified by its code, shown, removed; for letters and the way back, never for signing in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from tiwala.identity.actions.add_second_address import add_second_address
from tiwala.identity.actions.confirm_second_address import confirm_second_address
from tiwala.identity.addresses import all_of
from tiwala.identity.models import SecondAddress, User
from tiwala.identity.refusals import WrongCodes
from tiwala.identity.tests.factors import set_up_app
from tiwala.identity.tests.people import ANA, NEW_PASSWORD, PASSWORD, sign_in
from tiwala.identity.tests.second import SECOND, with_second_address
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

PAGE = "/account/email/second/"


def last_code() -> str:
    found = re.search(r"\b[0-9a-z]{4}-[0-9a-z]{4}\b", str(mail.outbox[-1].body))
    assert found
    return found[0]


def test_it_counts_once_its_code_came_back_and_goes_with_news_to_both(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    set_up_app(client)
    client.post(PAGE, {"do": "add", "email": SECOND})
    assert mail.outbox[-1].to == [SECOND]
    assert all_of(ana) == [ANA]
    assert client.post(PAGE, {"do": "confirm", "code": "aaaa-aaaa"}).status_code == 422
    client.post(PAGE, {"do": "confirm", "code": last_code()})
    assert all_of(ana) == [ANA, SECOND]
    assert SECOND in client.get(PAGE).content.decode()
    mail.outbox.clear()
    client.post(PAGE, {"do": "remove"})
    assert {one.to[0] for one in mail.outbox} == {ANA, SECOND}
    assert all_of(ana) == [ANA]


def test_a_password_alone_adds_and_removes_nothing(client: Client, ana: User) -> None:
    with_second_address(ana)
    sign_in(client, ANA)
    answer = client.post(PAGE, {"do": "remove"})
    assert answer.headers["Location"].startswith("/account/second-step/")
    assert all_of(ana) == [ANA, SECOND]


def test_nobody_signs_in_with_it(ana: User) -> None:
    with_second_address(ana)
    assert sign_in(Client(), SECOND).status_code == 200


def test_wrong_codes_end_it_and_time_too(ana: User) -> None:
    add_second_address(ana.pk, email=SECOND, by=SYSTEM)
    code = last_code()
    with clock.hold(clock.now() + timedelta(minutes=10, seconds=1)), pytest.raises(WrongCodes):
        confirm_second_address(ana.pk, code=code, by=SYSTEM)
    for _try in range(5):
        with pytest.raises(WrongCodes):
            confirm_second_address(ana.pk, code="aaaa-aaaa", by=SYSTEM)
    with pytest.raises(WrongCodes):
        confirm_second_address(ana.pk, code=code, by=SYSTEM)


@pytest.mark.parametrize("wrong", [ANA, ANA.upper(), "nothing", ""])
def test_it_is_another_address(ana: User, wrong: str) -> None:
    with pytest.raises(BadInput):
        add_second_address(ana.pk, email=wrong, by=SYSTEM)


def test_a_verified_one_is_not_replaced_quietly(ana: User) -> None:
    with_second_address(ana)
    with pytest.raises(BadInput):
        add_second_address(ana.pk, email="eve@example.ph", by=SYSTEM)
    assert SecondAddress.objects.get().email == SECOND


def test_news_of_the_password_go_to_both(client: Client, ana: User) -> None:
    with_second_address(ana)
    sign_in(client, ANA)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    mail.outbox.clear()
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/account/password/change/", form).status_code == 302
    assert {one.to[0] for one in mail.outbox} == {ANA, SECOND}
