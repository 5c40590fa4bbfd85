"""Keys for other programs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiwala.identity.actions.authenticate_key import KEY_TEXT
from tiwala.identity.actions.issue_key import issue_key
from tiwala.identity.models import ApiKey, User
from tiwala.identity.refusals import BadScope, NotYoursToGive
from tiwala.identity.tests.people import as_actor, make_cora
from tiwala.identity.tokens import digest
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

SCOPES = frozenset({"invoice.view", "invoice.create"})


def test_the_text_is_shown_once_and_kept_as_a_hash(cora: User) -> None:
    key, text = issue_key("Shop", SCOPES, by=as_actor(cora))
    assert KEY_TEXT.fullmatch(text)
    assert text.startswith(f"tk_test_{key.key_id}_")
    stored = ApiKey.objects.get()
    assert bytes(stored.secret_hash) == digest(text)
    assert text.rpartition("_")[2] not in str(vars(stored))


def test_a_key_can_do_no_more_than_its_issuer() -> None:
    with pytest.raises(NotYoursToGive):
        issue_key("Shop", frozenset({"gateway.edit"}), by=as_actor(make_cora("admin")))


def test_it_refuses_what_makes_no_sense() -> None:
    for scopes in (frozenset[str](), frozenset({"everything"})):
        with pytest.raises(BadScope):
            issue_key("Shop", scopes, by=SYSTEM)
    for name in ("", "x" * 81):
        with pytest.raises(BadInput):
            issue_key(name, SCOPES, by=SYSTEM)
    with pytest.raises(BadInput):
        issue_key("Shop", SCOPES, by=SYSTEM, expires_at=clock.now() - timedelta(seconds=1))
    assert not ApiKey.objects.exists()
