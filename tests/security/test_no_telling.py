"""Nobody learns who has an account, which links were ever good, or which keys there are: not by any word, nor by time.

Two hundred tries at each door, known and unknown in turns. Argon2 is made light here: both sides run it
equally often, which is counted, and its real quarter of a second would only drown what else differs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client

from tests.makers import make_invoice
from tests.security.asked import APART_MS, Question, apart_ms, told
from tiwala.identity.actions.accept_invitation import accept_invitation
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.models import Invitation, User
from tiwala.identity.tests.people import ANA, CORA, PASSWORD, make_ana, make_cora
from tiwala.invoicing.actions.make_pay_link import make_pay_link, revoke_pay_link
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

UNKNOWN = "nobody.here@example.ph"
STRANGE = "A" * 43


@dataclass(frozen=True)
class Pair:
    """Two questions whose answers must not be told apart."""

    known: Question
    unknown: Question
    typed: tuple[str, ...] = ()


def _form(url: str, **words: str) -> Question:
    def ask(client: Client) -> HttpResponseBase:
        return client.post(url, words)

    return ask


def _page(url: str) -> Question:
    return lambda client: client.get(url)


def _program(text: str) -> Question:
    return lambda client: client.get("/api/v1/customers", headers={"authorization": f"Bearer {text}"})


def _by_address(url: str, known: str, **words: str) -> Pair:
    field = "email" if "reset" in url or "signup" in url else "login"
    return Pair(_form(url, **{field: known}, **words), _form(url, **{field: UNKNOWN}, **words), (known, UNKNOWN))


def _sign_in() -> Pair:
    make_ana()
    return _by_address("/account/login/", ANA, password="wrong horse over quiet harbour")


def _sign_in_of_staff() -> Pair:
    make_cora()
    return _by_address("/account/login/", CORA, password="wrong horse over quiet harbour")


def _sign_in_without_password() -> Pair:
    user = make_ana()
    user.set_unusable_password()
    user.save()
    return _by_address("/account/login/", ANA, password="wrong horse over quiet harbour")


def _sign_in_when_closed() -> Pair:
    User.objects.filter(pk=make_ana().pk).update(is_active=False)
    return _by_address("/account/login/", ANA, password="wrong horse over quiet harbour")


def _reset() -> Pair:
    make_ana()
    return _by_address("/account/password/reset/", ANA)


def _sign_up_closed() -> Pair:
    make_ana()
    return _by_address("/account/signup/", ANA, password1=PASSWORD)


def _used_invitation() -> Pair:
    _row, token = invite(InvitationFacts("Nina", "nina@example.ph", role="cashier"), by=SYSTEM)
    accept_invitation(token, password=PASSWORD, by=SYSTEM)
    return Pair(_page(f"/account/invitation/{token}/"), _page(f"/account/invitation/{STRANGE}/"))


def _ended_invitation() -> Pair:
    row, token = invite(InvitationFacts("Nina", "nina@example.ph", role="cashier"), by=SYSTEM)
    Invitation.objects.filter(pk=row.pk).update(expires_at=clock.now() - timedelta(days=1))
    url = f"/account/invitation/{token}/"
    return Pair(_form(url, password=PASSWORD), _form(f"/account/invitation/{STRANGE}/", password=PASSWORD))


def _revoked_pay_link() -> Pair:
    link, token = make_pay_link(make_invoice().public_id, by=SYSTEM)
    revoke_pay_link(link.public_id, by=SYSTEM)
    return Pair(_page(f"/pay/{token}/"), _page(f"/pay/{STRANGE}/"))


def _wrong_secret() -> Pair:
    _key, text = issue_key(KeyFacts("Shop", frozenset({"customer.view"})), by=SYSTEM)
    secret = text.rpartition("_")[2]
    other = ("0" if secret[0] != "0" else "1") + secret[1:]
    return Pair(_program(text.replace(secret, other)), _program(f"tk_test_00000000_{other}"))


DOORS: Mapping[str, Callable[[], Pair]] = {
    "sign-in": _sign_in,
    "sign-in of staff": _sign_in_of_staff,
    "sign-in without a password": _sign_in_without_password,
    "sign-in to a closed account": _sign_in_when_closed,
    "reset": _reset,
    "sign-up": _sign_up_closed,
    "a used invitation": _used_invitation,
    "an ended invitation": _ended_invitation,
    "a revoked pay link": _revoked_pay_link,
    "a key's secret": _wrong_secret,
}


@pytest.fixture(autouse=True)
def _light(db: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.security.asked.CountedHasher"]
    cache.clear()


@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_get_one_answer(door: str) -> None:
    pair = DOORS[door]()
    told(pair.known)  # what a process reads once is read
    known, unknown = told(pair.known, hide=pair.typed), told(pair.unknown, hide=pair.typed)
    assert replace(known, statements=()) == replace(unknown, statements=())


@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_ask_the_database_the_same(door: str) -> None:
    pair = DOORS[door]()
    told(pair.known)
    known, unknown = told(pair.known).statements, told(pair.unknown).statements
    assert len(known) == len(unknown), _difference(known, unknown)


@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_take_the_same_time(door: str) -> None:
    pair = DOORS[door]()
    assert apart_ms(pair.known, pair.unknown) < APART_MS


def test_five_milliseconds_more_would_be_seen() -> None:
    """The measure itself: what must fail does. At a quick door, where a busy machine is not louder than that."""
    pair = _wrong_secret()

    def slow(client: Client) -> HttpResponseBase:
        time.sleep(APART_MS * 1.6 / 1000)
        return pair.known(client)

    assert apart_ms(slow, pair.unknown, pairs=60) > APART_MS


def _difference(known: tuple[str, ...], unknown: tuple[str, ...]) -> str:
    more = [f"only known: {one[:160]}" for one in known if one not in unknown]
    return "\n".join([*more, *(f"only unknown: {one[:160]}" for one in unknown if one not in known)])
