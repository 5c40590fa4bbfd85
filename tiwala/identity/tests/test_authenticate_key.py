"""Who is behind a key's text?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiwala.identity.actions.authenticate_key import KEY_TEXT, authenticate_key
from tiwala.identity.actions.issue_key import issue_key
from tiwala.identity.actions.revoke_key import revoke_key
from tiwala.identity.models import ApiKey
from tiwala.identity.tokens import digest
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

SCOPES = frozenset({"invoice.view"})
VECTOR = "tk_test_0123456z_" + "0123456789abcdefghjkmnpqrstvwxyz" + "0123456789abcdefghjk"


def test_the_key_is_an_actor_with_its_scopes() -> None:
    key, text = issue_key("Shop", SCOPES, by=SYSTEM)
    actor = authenticate_key(text)
    assert actor is not None
    assert (actor.kind, actor.id, actor.permissions) == ("key", key.public_id, SCOPES)
    assert not actor.may("invoice.create")


def test_a_fixed_vector_opens_a_fixed_row() -> None:
    known = bytes.fromhex("ac9dc7924cf68bd28cd313b1554e6b1dcf76c8f07352c2812f29e01da5763ba0")
    ApiKey.objects.create(
        name="v", key_id="0123456z", secret_hash=digest(VECTOR), scopes=["invoice.view"], is_live=False, issued_by="x"
    )
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
    ApiKey.objects.create(
        name="v", key_id="0123456z", secret_hash=digest(VECTOR), scopes=["invoice.view"], is_live=False, issued_by="x"
    )
    assert authenticate_key(text) is None


def test_another_secret_under_the_same_id_opens_nothing() -> None:
    _, text = issue_key("Shop", SCOPES, by=SYSTEM)
    assert authenticate_key(text[:-1] + ("0" if text[-1] != "0" else "1")) is None
    assert KEY_TEXT.fullmatch(text)


def test_revoked_and_expired_keys_open_nothing() -> None:
    key, text = issue_key("Shop", SCOPES, by=SYSTEM, expires_at=clock.now() + timedelta(hours=1))
    with clock.hold(clock.now() + timedelta(hours=1)):
        assert authenticate_key(text) is None
    assert authenticate_key(text) is not None
    revoke_key(key.pk, by=SYSTEM)
    assert authenticate_key(text) is None


def test_its_use_is_noted_once_a_minute() -> None:
    key, text = issue_key("Shop", SCOPES, by=SYSTEM)
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
