"""Every operation the API describes, asked by nobody, by people, by bad keys, and by a key with each scope alone."""

from __future__ import annotations

import functools
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client

from tests.architecture.source import tell
from tests.architecture.test_doors import doors as every_pattern
from tests.walk import walkers
from tests.walk.holes import doors_of
from tests.walk.world import World, make_world
from tests.walk.writing import ask
from tiwala.api.openapi import PREFIX, description
from tiwala.business import cache as business_cache
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.models import ApiKey
from tiwala.identity.permissions import PERMISSIONS
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "::1"])
SAID: dict[str, Any] = json.loads(description())
OPERATIONS = [
    (method, address.strip("/"), one["x-scope"])
    for address, path in SAID["paths"].items()
    for method, one in path.items()
]
HOUSEKEEPING = {"api_use", "identity_apikey", "idempotency_key"}
"""Counts of requests, when a key was last used, and a key held and let go."""


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    business_cache.forget()
    return make_world()


def test_the_description_and_the_addresses_are_the_same() -> None:
    described = {address.replace("{", "<").replace("}", ">") for _method, address, _scope in OPERATIONS}
    stand = {address for address, _door in every_pattern() if address.startswith(PREFIX)}
    assert described == stand - {f"{PREFIX}openapi.json"}


def test_without_a_good_key_there_is_one_answer(world: World) -> None:
    bad = {"nothing": "", "a word": "Bearer x", "basic": "Basic eDp4"} | {
        name: f"Bearer {text}" for name, text in _bad_keys(world).items()
    }
    wrong, said = [], set()
    for method, address, _scope in OPERATIONS:
        for name, header in bad.items():
            answer, tables = _call(Client(), method, _url(world, address), header)
            if answer.status_code != 401 or tables:
                wrong.append(f"{method} {address} with {name}: {answer.status_code}, wrote {sorted(tables)}")
            said.add(_sameness(answer))
    assert not wrong, tell(wrong, "Give the operation auth=ApiKey(scope).")
    assert len(said) == 1, said


def test_a_signed_in_person_opens_no_operation(world: World) -> None:
    owner = walkers.staff(world, "owner").client
    wrong = [
        f"{method} {address}: {answer.status_code}"
        for method, address, _scope in OPERATIONS
        if (answer := _call(owner, method, _url(world, address), "")[0]).status_code != 401
    ]
    assert not wrong, tell(wrong, "Cookies open no API: another site could use them.")


def test_a_key_without_any_scope_opens_nothing(world: World) -> None:
    key, text = issue_key(KeyFacts("None", frozenset({"invoice.view"})), by=SYSTEM)
    ApiKey.objects.filter(pk=key.pk).update(scopes=[])
    wrong = _wrong(world, text, frozenset())
    assert not wrong, tell(wrong, "The scope on the door is what a key must hold.")


def test_a_key_with_one_scope_opens_what_asks_for_it_and_no_more(world: World) -> None:
    wrong = []
    for scope in sorted(PERMISSIONS):
        _key, text = issue_key(KeyFacts("One", frozenset({scope})), by=SYSTEM)
        wrong += [f"{scope}: {one}" for one in _wrong(world, text, frozenset({scope}))]
    assert not wrong, tell(wrong, "The scope on the door is what a key must hold.")


def test_a_key_opens_no_page(world: World) -> None:
    _key, text = issue_key(KeyFacts("All", PERMISSIONS), by=SYSTEM)
    client = Client(headers={"authorization": f"Bearer {text}"})
    wrong = [
        f"{door.address}: {answer.status_code}"
        for door in doors_of(world, world.ana)
        if door.policy.who in ("staff", "customer", "person")
        and (answer := ask(client, "get", door.url)[0]).status_code != 302
    ]
    assert not wrong, tell(wrong, "A key is for the API; pages are for people.")


def _wrong(world: World, text: str, scopes: frozenset[str]) -> list[str]:
    wrong = []
    for method, address, scope in OPERATIONS:
        answer, tables = _call(Client(raise_request_exception=False), method, _url(world, address), f"Bearer {text}")
        is_in = answer.status_code not in (401, 403)
        if scope in scopes:
            wrong += [] if is_in or _asks_more(answer) else [f"{method} {address}: {answer.status_code}"]
        elif is_in or tables - HOUSEKEEPING:
            wrong.append(f"{method} {address} wants {scope}: {answer.status_code}, wrote {sorted(tables)}")
        if method == "get" and (more := tables - HOUSEKEEPING - PAPERS):
            wrong.append(f"get {address} wrote {sorted(more)}")
    return wrong


PAPERS = {"invoicing_document", "audit_record", "vault_keyset"}
"""A paper is made when it is first looked at, and who took it is written down."""


def _asks_more(answer: HttpResponseBase) -> bool:
    """A door that touches another thing needs the right to see it as well, and says so as the same refusal."""
    return answer.status_code == 403 and json.loads(answer.content)["code"] == "not_allowed"  # type: ignore[attr-defined]


def _call(client: Client, method: str, url: str, header: str) -> tuple[HttpResponseBase, set[str]]:
    more: dict[str, Any] = {"headers": {"idempotency-key": str(ids.uuid7())}}
    if header:
        more["headers"]["authorization"] = header
    if method in ("post", "put"):
        more |= {"data": "{}", "content_type": "application/json"}
    return ask(client, method, url, **more)


def _bad_keys(world: World) -> dict[str, str]:
    """Wrong in every way a key can be wrong."""
    facts = KeyFacts("Bad", PERMISSIONS)
    _, good = issue_key(facts, by=SYSTEM)
    ended, ended_text = issue_key(facts, by=SYSTEM)
    ApiKey.objects.filter(pk=ended.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    gone, gone_text = issue_key(facts, by=SYSTEM)
    ApiKey.objects.filter(pk=gone.pk).update(revoked_at=clock.now())
    live, live_text = issue_key(facts, by=SYSTEM)
    ApiKey.objects.filter(pk=live.pk).update(is_live=True)
    away, away_text = issue_key(KeyFacts("Bad", PERMISSIONS, networks=("203.0.113.7",)), by=SYSTEM)
    ApiKey.objects.filter(pk=away.pk).update(refused_at=clock.now())
    other_secret = good[:-1] + ("0" if good[-1] != "0" else "1")
    unknown = f"tk_test_00000000_{good.rpartition('_')[2]}"
    return {
        "an unknown key": unknown,
        "another secret": other_secret,
        "an ended key": ended_text,
        "a withdrawn key": gone_text,
        "a live key": live_text,
        "a key from elsewhere": away_text,
    }


def _sameness(answer: HttpResponseBase) -> str:
    said = json.loads(answer.content)  # type: ignore[attr-defined]
    del said["request_id"], said["instance"]
    headers = {name: value for name, value in answer.headers.items() if name not in ("Content-Length", "X-Request-ID")}
    return json.dumps([said, headers], sort_keys=True)


def _url(world: World, address: str) -> str:
    wanted = address.replace("{", "<").replace("}", ">")
    return _urls(world)[wanted]


@functools.cache
def _urls(world: World) -> dict[str, str]:
    return {door.address: door.url for door in doors_of(world, world.ana)}
