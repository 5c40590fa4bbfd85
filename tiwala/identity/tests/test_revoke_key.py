"""Taking a key away."""

from __future__ import annotations

from tiwala.audit.models import Record
from tiwala.identity.actions.issue_key import issue_key
from tiwala.identity.actions.revoke_key import revoke_key
from tiwala.kit.actor import SYSTEM


def test_twice_is_as_good_as_once() -> None:
    key, _ = issue_key("Shop", frozenset({"invoice.view"}), by=SYSTEM)
    first = revoke_key(key.pk, by=SYSTEM)
    assert revoke_key(key.pk, by=SYSTEM).revoked_at == first.revoked_at
    assert Record.objects.filter(tag="api_key:revoke").count() == 1
