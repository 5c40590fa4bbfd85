"""Who comes in, how often, and what they hear when they may not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from tiwala.api import limits
from tiwala.api.openapi import operations, policy_of
from tiwala.api.tests.caller import V1, Caller, code
from tiwala.identity.actions.revoke_key import revoke_key
from tiwala.identity.permissions import PERMISSIONS
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer tk_test_nothing", "Basic YTpi", "bearer \xe9\xff", "Bearer " + "a" * 9000],
)
def test_without_a_good_key_nobody_comes_in(db: None, header: str) -> None:
    response = Client().get(f"{V1}/customers", headers={"Authorization": header} if header else {})
    assert code(response) == (401, "no_key")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_opens_nothing(shop: Caller) -> None:
    revoke_key(shop.row.id, by=SYSTEM)
    assert code(shop.get("/customers")) == (401, "no_key")


def test_a_key_does_only_what_its_scopes_say(db: None) -> None:
    reader = Caller("customer.view")
    assert reader.get("/customers").status_code == 200
    assert code(reader.post("/customers", {"name": "Ana"})) == (403, "not_allowed")
    assert code(reader.get("/invoices")) == (403, "not_allowed")


def test_every_operation_asks_for_a_permission_that_exists() -> None:
    assert {policy_of(operation).permission for operation in operations()} <= PERMISSIONS


def test_every_post_but_asking_again_wants_an_idempotency_key() -> None:
    without = {
        one.operation_id for one in operations() if "POST" in one.methods and not hasattr(one.view_func, "once_status")
    }
    assert without == {"ask_again"}


def test_a_person_signed_in_by_cookie_is_nobody_here(db: None) -> None:
    from tiwala.identity.tests.people import make_cora

    client = Client()
    client.force_login(make_cora())
    assert code(client.get(f"{V1}/customers")) == (401, "no_key")


def test_beyond_the_limit_it_says_when_to_come_again(shop: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_MINUTE", 2)
    with clock.hold(datetime(2026, 5, 4, 3, 2, 15, tzinfo=UTC)):
        assert shop.get("/customers")["RateLimit-Remaining"] == "1"
        assert shop.get("/customers")["RateLimit-Remaining"] == "0"
        response = shop.get("/customers")
    assert code(response) == (429, "too_many")
    assert response["Retry-After"] == "45"
    with clock.hold(datetime(2026, 5, 4, 3, 3, 0, tzinfo=UTC)):
        assert shop.get("/customers").status_code == 200


def test_old_counts_are_forgotten(shop: Caller) -> None:
    with clock.hold(datetime(2026, 5, 4, 3, 2, tzinfo=UTC)):
        limits.consume("key_x")
    with clock.hold(datetime(2026, 5, 6, 3, 2, tzinfo=UTC)):
        limits.consume("key_x")
        assert limits.forget() == 1


@pytest.mark.parametrize(
    "path", ["", "nothing", "customers/", "v1", "v1/", "v1/nothing", "v1/customers/", "v2/x", "v1/../x"]
)
def test_below_api_nothing_here_is_said_in_json(db: None, path: str) -> None:
    for method in ("get", "post", "delete"):
        assert code(getattr(Client(enforce_csrf_checks=True), method)(f"/api/{path}")) == (404, "not_found")


def test_a_method_that_an_address_does_not_take_is_a_405_in_json(shop: Caller) -> None:
    response = shop.client.delete(f"{V1}/customers")
    assert code(response) == (405, "method_not_allowed")
    assert set(response["Allow"].split(", ")) == {"GET", "POST"}


def test_answers_are_kept_by_nobody(shop: Caller) -> None:
    assert shop.get("/customers")["Cache-Control"] == "no-store"
