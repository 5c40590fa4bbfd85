"""Every door says who may come in; what it asks for exists."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.source import tell
from tiwala.api.openapi import operations, policy_of
from tiwala.identity.permissions import PERMISSIONS
from tiwala.kit.policy import Policy

FIXED = {
    "pay/<str:token>/",
    "home/",
    "console/",
    "account/login/",
    "notices/<str:gateway>/<str:account>/",
    "api/v1/openapi.json",
    "api/docs",
    "healthz",
    "readyz",
    "metrics",
    ".well-known/security.txt",
}
MONEY_WAITS_FOR_PROOF = {"refund.create", "payment.resolve", "gateway.edit", "key.manage"}
NO_PROOF_NEEDED = {
    "console/settings/keys/": "a list, without any secret",
    "console/settings/keys/<str:ref>/": "a look, without any secret",
    "console/tasks/<str:ref>/owner/": "a search among customers, which books nothing",
    "console/settings/gateways/<str:ref>/checks/": "asks the gateway whether it answers",
}


def doors(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house and its pattern, allauth's and the API's included."""
    for one in (resolver or get_resolver()).url_patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from doors(one, address)
        else:
            yield address, one


def test_every_door_has_a_policy() -> None:
    bare = [address for address, door in doors() if not isinstance(getattr(door.callback, "policy", None), Policy)]
    assert not bare, tell(bare, "Mark the view with @anyone, @customer_only, @staff(…) or @api_key(…): kit/policy.py.")


def test_every_operation_of_the_api_asks_for_one_scope() -> None:
    found = {operation.operation_id: policy_of(operation) for operation in operations()}
    assert found
    strange = [f"{name}: {policy}" for name, policy in found.items() if policy.who != "key" or not policy.permission]
    assert not strange, tell(strange, "Give the operation auth=ApiKey(scope).")


def test_a_permission_on_a_door_exists() -> None:
    asked = {
        (address, permission)
        for address, door in doors()
        for permission in door.callback.policy.permission.split()
        if door.callback.policy.who == "staff"
    }
    unknown = sorted(f"{address}: {name}" for address, name in asked if name not in PERMISSIONS)
    assert not unknown, tell(unknown, "Add it to identity/permissions.py, in the set of the roles that hold it.")


def test_what_moves_money_or_keys_by_hand_asks_for_proof() -> None:
    weak = sorted(
        address
        for address, door in doors()
        if (policy := door.callback.policy).who == "staff"
        and policy.permission in MONEY_WAITS_FOR_PROOF
        and not policy.step_up
        and address not in NO_PROOF_NEEDED
    )
    assert not weak, tell(weak, "Write @staff(…, step_up=True).")


def test_the_fixed_doors_stand_where_others_look_for_them() -> None:
    missing = sorted(FIXED - {address for address, _door in doors()})
    assert not missing, tell(missing, "These addresses are promised to others.")


def test_addresses_are_nouns() -> None:
    verbs = {"create", "delete", "update", "refund", "send", "cancel", "add", "do"}
    wrong = [address for address, _door in doors() if verbs & set(address.strip("/").split("/"))]
    assert not wrong, tell(wrong, "Name the thing that comes to be: POST …/refunds/, not …/refund/.")


def test_no_two_doors_share_an_address() -> None:
    seen: set[str] = set()
    twice = [address for address, _door in doors() if address in seen or seen.add(address)]
    assert not twice, tell(twice, "The second is never reached.")
