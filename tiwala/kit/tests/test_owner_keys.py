"""Opened keysets are kept for a short while, and read again when something newer may be there."""

from datetime import UTC, datetime, timedelta

import pytest

from tiwala.kit import clock, keyring, owner_keys, secrets
from tiwala.kit.errors import InvariantBroken


class Shelf:
    """A source of keysets that counts its reads."""

    def __init__(self):
        self.rows, self.reads = {}, 0

    def load(self, owners):
        self.reads += 1
        return {owner: self.rows[owner] for owner in owners if owner in self.rows}

    def ensure(self, owner):
        self.rows.setdefault(owner, secrets.new_wrapped_keyset(owner)[0])
        return self.rows[owner]


@pytest.fixture(autouse=True)
def shelf(monkeypatch, db):
    shelf = Shelf()
    monkeypatch.setattr(owner_keys, "_source", shelf)
    monkeypatch.setattr(owner_keys, "_cache", owner_keys._Cache())
    return shelf


@pytest.mark.django_db(transaction=True)
def test_a_keyset_is_read_once_in_five_minutes(shelf):
    with clock.hold(datetime(2026, 1, 1, tzinfo=UTC)):
        sealed = secrets.seal(b"x", owner="cus_a", aad=b"")
        assert secrets.unseal(sealed, owner="cus_a", aad=b"") == b"x"
        assert shelf.reads == 1
    with clock.hold(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=5)):
        assert secrets.unseal(sealed, owner="cus_a", aad=b"") == b"x"
        assert shelf.reads == 2


@pytest.mark.django_db(transaction=True)
def test_an_unknown_key_has_the_keyset_read_again_once(shelf):
    secrets.seal(b"x", owner="cus_a", aad=b"")
    old = owner_keys.get("cus_a")
    shelf.rows["cus_a"], _ = secrets.rewrap(shelf.rows["cus_a"], owner="cus_a", new_key=True)
    owner_keys.forget()
    newer = secrets.seal(b"new", owner="cus_a", aad=b"")
    owner_keys._cache.found["cus_a"] = old
    reads = shelf.reads
    assert secrets.unseal(newer, owner="cus_a", aad=b"") == b"new"
    assert shelf.reads == reads + 1
    with pytest.raises(secrets.CannotUnseal):
        secrets.unseal(b"\x01never sealed", owner="cus_a", aad=b"")


@pytest.mark.django_db(transaction=True)
def test_a_changed_key_file_has_all_keysets_read_again(shelf):
    secrets.seal(b"x", owner="cus_a", aad=b"")
    keyring.touch()
    secrets.seal(b"x", owner="cus_a", aad=b"")
    assert shelf.reads == 2
    secrets.everyone_forget()
    assert secrets.primary_id("cus_a") is not None
    assert secrets.primary_id("cus_b") is None


@pytest.mark.django_db(transaction=True)
def test_the_oldest_is_dropped_when_there_are_too_many(shelf, monkeypatch):
    monkeypatch.setattr(owner_keys, "KEPT", 2)
    for owner in ("cus_a", "cus_b", "cus_a", "cus_c"):
        secrets.seal(b"x", owner=owner, aad=b"")
    assert list(owner_keys._cache.found) == ["cus_a", "cus_c"]


def test_inside_a_transaction_it_is_kept_for_that_transaction(shelf):
    secrets.seal(b"x", owner="cus_a", aad=b"")
    secrets.seal(b"x", owner="cus_b", aad=b"")
    secrets.seal(b"x", owner="cus_a", aad=b"")
    assert shelf.reads == 2
    assert not owner_keys._cache.found
    owner_keys.forget("cus_a")
    owner_keys.forget("cus_a")
    secrets.seal(b"x", owner="cus_a", aad=b"")
    assert shelf.reads == 3
    owner_keys.forget()
    secrets.seal(b"x", owner="cus_b", aad=b"")
    assert shelf.reads == 4


def test_many_are_opened_with_one_read(shelf):
    for owner in ("cus_a", "cus_b"):
        shelf.ensure(owner)
    secrets.preload(["cus_a", "cus_b", "cus_none"])
    secrets.preload(["cus_a", "cus_b"])
    secrets.preload([])
    assert shelf.reads == 1


def test_a_keyset_rewrapped_while_it_was_read_is_read_again(shelf):
    shelf.ensure("cus_a")
    good, stale = shelf.rows["cus_a"], secrets.new_wrapped_keyset("cus_other")[0]
    answers = [stale, good]
    shelf.load = lambda owners: {owner: answers.pop(0) for owner in owners}
    assert owner_keys.get("cus_a") is not None
    answers.extend([stale, stale])
    owner_keys.forget()
    with pytest.raises(secrets.CannotUnseal):
        owner_keys.get("cus_a")


def test_without_a_vault_nothing_is_sealed(monkeypatch):
    monkeypatch.setattr(owner_keys, "_source", None)
    with pytest.raises(InvariantBroken):
        secrets.seal(b"x", owner="cus_a", aad=b"")
