"""Every address of the house, asked for by everybody: a door answers as its mark says, and never more.

New doors are walked by themselves; one with an unknown hole in its address fails here and says what to add.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client

from tests.architecture.source import tell
from tests.walk import walkers
from tests.walk.exceptions import is_a_look
from tests.walk.holes import Door, doors_of
from tests.walk.judge import STALE, answered, is_known, promised
from tests.walk.walkers import STAFF, Walker
from tests.walk.world import World, make_world
from tests.walk.writing import ask
from tiwala.business import cache as business_cache
from tiwala.kit import clock

METHODS = ("get", "post")
PRIVATE = ("person", "customer", "staff")
pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "::1"])  # a gateway that does not answer is an answer


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    business_cache.forget()
    return make_world()


def test_nobody_gets_what_the_mark_says(world: World) -> None:
    _walk(world, walkers.nobody(world))


@pytest.mark.parametrize("access", ["sees", "pays", "manages"])
def test_ana_gets_what_the_mark_says(world: World, access: str) -> None:
    _walk(world, walkers.customer(world.ana, access=access))


def test_ana_with_a_second_factor_gets_what_the_mark_says(world: World) -> None:
    _walk(world, walkers.customer(world.ana, has_factor=True), skip=("anyone", "gateway"))


@pytest.mark.parametrize("role", STAFF)
def test_staff_get_what_the_mark_says(world: World, role: str) -> None:
    _walk(world, walkers.staff(world, role), skip=() if role == "owner" else ("anyone", "gateway"))


def test_staff_who_showed_a_password_alone_get_nothing(world: World) -> None:
    _walk(world, walkers.half_in(world), skip=("anyone", "gateway"))


def test_an_old_proof_opens_nothing_grave(world: World) -> None:
    owner = walkers.staff(world, "owner")
    with clock.hold(clock.now() + STALE):
        _walk(world, owner, is_fresh=False, skip=("anyone", "gateway"))


def test_every_form_of_everybody_asks_for_its_token(world: World) -> None:
    """A POST without the token is refused at each door that would let this person in."""
    wrong = []
    for walker in (walkers.nobody(world), walkers.customer(world.ana), walkers.staff(world, "owner")):
        strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
        strict.cookies = walker.client.cookies
        for door in doors_of(world, walker.own):
            if door.is_api or door.policy.who == "gateway" or door.url.startswith("/api/"):
                continue
            answer, tables = ask(strict, "post", door.url, data={"amount": "1.00"})
            if answer.status_code not in (403, 405) or tables - {"identity_session", "identity_user"}:
                wrong.append(f"{walker.name} POST {door.address}: {answer.status_code}, wrote {sorted(tables)}")
    assert not wrong, tell(wrong, "Leave Django's CSRF check on.")


def _walk(world: World, walker: Walker, *, is_fresh: bool = True, skip: tuple[str, ...] = ()) -> None:
    """`skip`: doors that ask for nobody in particular are walked by some, not by every role."""
    wrong = []
    for door in doors_of(world, walker.own):
        if door.policy.who in skip:
            continue
        for method in METHODS:
            answer, tables = ask(walker.client, method, door.url)
            wrong += [f"{method} {door.address}: {one}" for one in _faults(door, walker, answer, tables, is_fresh)]
    assert not wrong, tell(wrong, f"{walker.name}: mark the door as it answers, or mend the door.")


def _faults(door: Door, walker: Walker, answer: HttpResponseBase, tables: set[str], is_fresh: bool) -> Iterator[str]:
    expected, got = promised(door, walker, is_fresh=is_fresh), answered(answer)
    if expected != got and not is_known(door, expected, got, answer.status_code):
        yield f"promised “{expected}”, got “{got}” ({answer.status_code})"
    changed = sorted(table for table in tables if not is_a_look(door, table))
    is_look = answer.wsgi_request.method == "GET"  # type: ignore[attr-defined]
    if changed and door.policy.who != "gateway" and (is_look or got != "in"):
        yield f"“{got}”, yet it wrote {changed}"
    is_page = not 300 <= answer.status_code < 400
    if door.policy.who in PRIVATE and is_page and "no-store" not in answer.headers.get("Cache-Control", ""):
        yield "may be kept by a cache"
