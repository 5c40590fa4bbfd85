"""Taking a key away."""

from __future__ import annotations

from tiwala.audit.models import Record
from tiwala.identity.actions.authenticate_key import authenticate_key
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.revoke_key import revoke_key, revoke_keys_of_person
from tiwala.identity.models import User
from tiwala.identity.tests.people import as_actor
from tiwala.kit.actor import SYSTEM
from tiwala.kit.db import action


def test_twice_is_as_good_as_once() -> None:
    key, _ = issue_key(KeyFacts("Shop", frozenset({"invoice.view"})), by=SYSTEM)
    first = revoke_key(key.pk, by=SYSTEM)
    assert revoke_key(key.pk, by=SYSTEM).revoked_at == first.revoked_at
    assert Record.objects.filter(tag="api_key:revoke").count() == 1


def test_all_of_a_person_go_in_the_transaction_of_their_leaving(cora: User) -> None:
    _, mine = issue_key(KeyFacts("Mine", frozenset({"invoice.view"})), by=as_actor(cora))
    _, other = issue_key(KeyFacts("Other", frozenset({"invoice.view"})), by=SYSTEM)
    assert action(revoke_keys_of_person)(cora.pk, by=SYSTEM) == 1
    assert authenticate_key(mine) is None
    assert authenticate_key(other) is not None
