"""Keys for other programs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.tighten_rule import tighten_rule
from tiwala.identity.key_texts import KEY_TEXT
from tiwala.identity.models import ApiKey, User
from tiwala.identity.refusals import BadScope, NotYoursToGive
from tiwala.identity.tests.people import as_actor, make_cora
from tiwala.identity.tokens import digest
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

SCOPES = frozenset({"invoice.view", "invoice.create"})


def test_the_text_is_shown_once_and_kept_as_a_hash(cora: User) -> None:
    key, text = issue_key(KeyFacts("Shop", SCOPES), by=as_actor(cora))
    assert KEY_TEXT.fullmatch(text)
    assert text.startswith(f"tk_test_{key.key_id}_")
    stored = ApiKey.objects.get()
    assert bytes(stored.secret_hash) == digest(text)
    assert text.rpartition("_")[2] not in str(vars(stored))


def test_a_key_can_do_no_more_than_its_issuer() -> None:
    with pytest.raises(NotYoursToGive):
        issue_key(KeyFacts("Shop", frozenset({"gateway.edit"})), by=as_actor(make_cora("admin")))


def test_it_refuses_what_makes_no_sense() -> None:
    for scopes in (frozenset[str](), frozenset({"everything"})):
        with pytest.raises(BadScope):
            issue_key(KeyFacts("Shop", scopes), by=SYSTEM)
    for name in ("", "x" * 81):
        with pytest.raises(BadInput):
            issue_key(KeyFacts(name, SCOPES), by=SYSTEM)
    with pytest.raises(BadInput):
        issue_key(KeyFacts("Shop", SCOPES, expires_at=clock.now() - timedelta(seconds=1)), by=SYSTEM)
    with pytest.raises(BadInput):
        issue_key(KeyFacts("Shop", SCOPES, networks=("somewhere",)), by=SYSTEM)
    assert not ApiKey.objects.exists()


def test_every_key_ends_in_90_days_unless_said_and_within_a_year() -> None:
    now = clock.now()
    with clock.hold(now):
        assert issue_key(KeyFacts("Shop", SCOPES), by=SYSTEM)[0].expires_at == now + timedelta(days=90)
        year = now + timedelta(days=365)
        assert issue_key(KeyFacts("Shop", SCOPES, expires_at=year), by=SYSTEM)[0].expires_at == year
        with pytest.raises(BadInput):
            issue_key(KeyFacts("Shop", SCOPES, expires_at=now + timedelta(days=367)), by=SYSTEM)
        tighten_rule("key_days", number=30, by=SYSTEM)
        assert issue_key(KeyFacts("Shop", SCOPES), by=SYSTEM)[0].expires_at == now + timedelta(days=30)


def test_a_persons_key_is_theirs(cora: User) -> None:
    key, _ = issue_key(KeyFacts("Shop", SCOPES), by=as_actor(cora))
    assert key.owner == cora
