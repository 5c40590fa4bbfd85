"""A new password by a code in the mail."""

from __future__ import annotations

from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from tiwala.identity.actions.tighten_rule import tighten_rule
from tiwala.identity.models import User
from tiwala.identity.queries import owns_factor
from tiwala.identity.tests.factors import set_up_app
from tiwala.identity.tests.people import ANA, BEN, NEW_PASSWORD, fill_in, is_signed_in, last_code, sign_in
from tiwala.kit.actor import SYSTEM


def ask(client: Client, email: str) -> HttpResponse:
    return client.post("/account/password/reset/", {"email": email})  # type: ignore[return-value]


def say(client: Client, code: str) -> HttpResponse:
    return client.post("/account/password/reset/confirm/", {"code": code})  # type: ignore[return-value]


def choose(client: Client, password: str) -> HttpResponse:
    return client.post(  # type: ignore[return-value]
        "/account/password/reset/complete/", {"password1": password, "password2": password}
    )


def test_the_code_lets_one_choose_a_new_password(client: Client, ana: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, ANA)
    assert ask(client, ANA.upper()).headers["Location"] == "/account/password/reset/confirm/"
    assert mail.outbox[0].to == [ANA]
    assert say(client, last_code()).headers["Location"] == "/account/password/reset/complete/"
    assert choose(client, NEW_PASSWORD).status_code == 302
    assert not is_signed_in(elsewhere)
    assert sign_in(Client(), ANA).status_code == 200
    assert sign_in(Client(), ANA, NEW_PASSWORD).status_code == 302
    assert "Your password was changed" in [letter.subject for letter in mail.outbox]


def test_an_unknown_address_gets_the_same_answer(client: Client, ana: User) -> None:
    known, unknown = ask(client, ANA), ask(Client(), "nobody@example.ph")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    stranger = Client()
    ask(stranger, "nobody.else@example.ph")
    pages = [one.get("/account/password/reset/confirm/").content.decode() for one in (client, stranger)]
    pages = [page.replace(ANA, "@").replace("nobody.else@example.ph", "@") for page in pages]
    strip = [
        " ".join(line for line in page.split("\n") if "csrf" not in line and "nonce" not in line) for page in pages
    ]
    assert strip[0] == strip[1]
    assert all(len(one.subject) > 5 for one in mail.outbox)


def test_three_wrong_codes_end_it(client: Client, ana: User) -> None:
    ask(client, ANA)
    code = last_code()
    for _ in range(3):
        say(client, "BBBB-BBBB")
    assert say(client, code).headers["Location"] != "/account/password/reset/complete/"


def test_a_weak_password_is_refused(client: Client, ana: User) -> None:
    ask(client, ANA)
    say(client, last_code())
    assert choose(client, "ana.reyes@example.ph").status_code == 200
    assert choose(client, "short").status_code == 200


def test_the_letter_is_in_the_persons_language(client: Client, ben: User) -> None:
    ask(client, BEN)
    assert "Ben Cruz" in str(mail.outbox[0].body)
    assert "Kumusta" in str(mail.outbox[0].body)


def test_asking_too_often_is_refused(client: Client, ana: User) -> None:
    answers = [ask(Client(), ANA).status_code for _ in range(5)]
    assert answers[0] == 302
    assert 429 in answers


def test_who_has_a_second_factor_shows_it_before_the_password_changes(client: Client, ana: User) -> None:
    phone = Client()
    sign_in(phone, ANA)
    set_up_app(phone)
    spare = phone.get("/account/2fa/recovery-codes/").context["unused_codes"][0]
    ask(client, ANA)
    say(client, last_code())
    asked = choose(client, NEW_PASSWORD)
    assert asked.status_code == 422
    assert "One more proof" in client.get("/account/password/reset/complete/").content.decode()
    assert client.post("/account/password/reset/complete/", {"code": "000000"}).status_code == 422
    assert choose(client, NEW_PASSWORD).status_code == 422
    assert client.post("/account/password/reset/complete/", {"code": spare}).status_code == 302
    assert choose(client, NEW_PASSWORD).status_code == 302
    assert owns_factor(ana)
    fresh = Client()
    assert fill_in(fresh, ANA, NEW_PASSWORD).headers["Location"] == "/account/2fa/authenticate/"


def test_a_code_and_the_way_behind_it_end_by_the_rules(client: Client, ana: User) -> None:
    tighten_rule("code_minutes", number=3, by=SYSTEM)
    tighten_rule("recovery_minutes", number=10, by=SYSTEM)
    ask(client, ANA)
    session = client.session
    session["account_password_reset_verification"]["at"] -= 181
    session.save()
    assert say(client, last_code()).headers["Location"] == "/account/login/"
    cache.clear()
    ask(client, ANA)
    say(client, last_code())
    session = client.session
    session["account_password_reset_verification"]["at"] -= 601
    session.save()
    assert choose(client, NEW_PASSWORD).headers["Location"] == "/account/password/reset/"
    assert sign_in(Client(), ANA).status_code == 302
