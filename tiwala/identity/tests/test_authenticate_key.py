"""Who is behind a key's text?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiwala.audit.models import Record
from tiwala.identity.actions.authenticate_key import authenticate_key
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.revoke_key import revoke_key
from tiwala.identity.key_texts import KEY_TEXT
from tiwala.identity.models import ApiKey, RoleGrant, User
from tiwala.identity.tests.people import as_actor
from tiwala.identity.tokens import digest
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.tasks.models import Task

SCOPES = frozenset({"invoice.view"})
VECTOR = "tk_test_0123456z_" + "0123456789abcdefghjkmnpqrstvwxyz" + "0123456789abcdefghjk"


def _make_vector() -> None:
    facts = {"name": "v", "scopes": ["invoice.view"], "is_live": False, "issued_by": "x"}
    end = clock.now() + timedelta(days=1)
    ApiKey.objects.create(key_id="0123456z", secret_hash=digest(VECTOR), expires_at=end, **facts)


def test_the_key_is_an_actor_with_its_scopes() -> None:
    key, text = issue_key(KeyFacts("Shop", SCOPES), by=SYSTEM)
    actor = authenticate_key(text)
    assert actor is not None
    assert (actor.kind, actor.id, actor.permissions) == ("key", key.public_id, SCOPES)
    assert not actor.may("invoice.create")


def test_a_fixed_vector_opens_a_fixed_row() -> None:
    known = bytes.fromhex("ac9dc7924cf68bd28cd313b1554e6b1dcf76c8f07352c2812f29e01da5763ba0")
    _make_vector()
    assert digest(VECTOR) == known
    assert authenticate_key(VECTOR) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tk_test_",
        VECTOR[:-1],
        VECTOR + "0",
        VECTOR.upper(),
        VECTOR.replace("test", "live"),
        VECTOR.replace("test", "demo"),
        VECTOR + "\n",
        "Bearer " + VECTOR,
        "\ud800",
        "é" * 70,
    ],
)
def test_what_is_not_quite_a_key_opens_nothing(text: str) -> None:
    _make_vector()
    assert authenticate_key(text) is None


def test_another_secret_under_the_same_id_opens_nothing() -> None:
    _, text = issue_key(KeyFacts("Shop", SCOPES), by=SYSTEM)
    assert authenticate_key(text[:-1] + ("0" if text[-1] != "0" else "1")) is None
    assert KEY_TEXT.fullmatch(text)


def test_revoked_and_expired_keys_open_nothing() -> None:
    key, text = issue_key(KeyFacts("Shop", SCOPES, expires_at=clock.now() + timedelta(hours=1)), by=SYSTEM)
    with clock.hold(clock.now() + timedelta(hours=1)):
        assert authenticate_key(text) is None
    assert authenticate_key(text) is not None
    revoke_key(key.pk, by=SYSTEM)
    assert authenticate_key(text) is None


def test_its_use_is_noted_once_a_minute() -> None:
    key, text = issue_key(KeyFacts("Shop", SCOPES), by=SYSTEM)
    now = clock.now()
    with clock.hold(now):
        authenticate_key(text)
    with (
        clock.hold(now + timedelta(seconds=59)),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        authenticate_key(text)
    assert len(asked.captured_queries) == 1
    with clock.hold(now + timedelta(seconds=60)):
        authenticate_key(text)
    key.refresh_from_db()
    assert key.last_used_at == now + timedelta(seconds=60)


def test_last_use_says_when_and_from_which_neighbourhood() -> None:
    key, text = issue_key(KeyFacts("Shop", SCOPES), by=SYSTEM)
    authenticate_key(text, ip="203.0.113.77")
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert key.last_used_from == "203.0.113.0"


def test_it_opens_from_its_own_networks_only() -> None:
    facts = KeyFacts("Shop", SCOPES, networks=("203.0.113.7", "198.51.100.0/24", "2001:db8:1::/48"))
    _, text = issue_key(facts, by=SYSTEM)
    for ip in ("203.0.113.7", "198.51.100.200", "2001:db8:1:ff::9", "::ffff:203.0.113.7"):
        assert authenticate_key(text, ip=ip) is not None, ip
    for ip in ("203.0.113.8", "198.51.101.1", "2001:db8:2::1", "::ffff:203.0.113.8", "", "nowhere"):
        assert authenticate_key(text, ip=ip) is None, ip


def test_a_good_key_from_elsewhere_leaves_one_task_and_one_record() -> None:
    key, text = issue_key(KeyFacts("Shop", SCOPES, networks=("203.0.113.7",)), by=SYSTEM)
    for _ in range(3):
        assert authenticate_key(text, ip="192.0.2.99") is None
    task = Task.objects.get(kind="key_elsewhere")
    assert (task.subject_ref, task.facts["near"]) == (key.public_id, "192.0.2.0")
    assert Record.objects.filter(tag="api_key:refuse").count() == 1
    assert authenticate_key(text[:-1] + ("0" if text[-1] != "0" else "1"), ip="192.0.2.99") is None
    assert Task.objects.get(kind="key_elsewhere").times == 1


def test_it_does_no_more_than_its_owner_may_today(cora: User) -> None:
    RoleGrant.objects.filter(user=cora).update(role="owner")
    _, text = issue_key(KeyFacts("Mine", frozenset({"invoice.view", "payment.start"})), by=as_actor(cora))
    before = authenticate_key(text)
    assert before is not None
    assert before.permissions == {"invoice.view", "payment.start"}
    RoleGrant.objects.filter(user=cora).update(role="auditor")
    after = authenticate_key(text)
    assert after is not None
    assert after.permissions == {"invoice.view"}


def test_the_key_of_somebody_switched_off_opens_nothing(cora: User) -> None:
    _, text = issue_key(KeyFacts("Mine", SCOPES), by=as_actor(cora))
    User.objects.filter(pk=cora.pk).update(is_active=False)
    assert authenticate_key(text) is None
