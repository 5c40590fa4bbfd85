"""The keysets of owners (a customer, a user, the business), opened and kept for a short while in this process.

A keyset that was read inside a transaction is kept for that transaction only, and for all once it has committed:
a keyset that was rolled back must never seal anything again, or what it sealed could not be opened.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, cast

from django.db import connection, transaction
from tink import aead
from tink.core import TinkError

from tiwala.kit import clock, keyring, keysets
from tiwala.kit.errors import InvariantBroken

KEPT: Final = 4096
KEPT_FOR: Final = timedelta(minutes=5)


class CannotUnseal(InvariantBroken):
    """What was sealed does not open: changed, moved to another place, or sealed by keys we do not have."""


class KeysetSource(Protocol):
    """Where wrapped keysets are kept (the vault)."""

    def load(self, owners: Iterable[str]) -> dict[str, bytes]:
        """The wrapped keysets of those owners that have one."""
        ...

    def ensure(self, owner: str) -> bytes:
        """The owner's wrapped keyset, made now when there is none. Refuses an owner whose keyset was shredded."""
        ...


@dataclass(frozen=True, slots=True)
class OwnerKey:
    """An owner's keyset, opened."""

    primitive: Any
    primary: int
    ids: frozenset[int]
    until: datetime


@dataclass(slots=True)
class _Cache:
    lock: threading.Lock = field(default_factory=threading.Lock)
    found: OrderedDict[str, OwnerKey] = field(default_factory=OrderedDict)
    stamp: object = None


_cache = _Cache()
_source: KeysetSource | None = None


def set_source(source: KeysetSource) -> None:
    """Say where wrapped keysets are kept; the vault does so at start."""
    global _source  # noqa: PLW0603 -- one vault a process
    _source = source


def forget(owner: str | None = None) -> None:
    """Drop one owner's opened keyset, or all of them, from this process."""
    with _cache.lock:
        if owner is None:
            _cache.found.clear()
        else:
            _cache.found.pop(owner, None)
    for pending in _pendings():
        if owner is None:
            pending.found.clear()
        else:
            pending.found.pop(owner, None)


def get(owner: str, *, make: bool = False) -> OwnerKey | None:
    """The owner's opened keyset; None when there is none, unless it is to be made."""
    held = _held(owner)
    if held is not None:
        return held
    key = _load([owner]).get(owner)
    if key is None and make:
        key = _opened(owner, _needed_source().ensure(owner))
    return None if key is None else _keep(owner, key)


def preload(owners: Iterable[str]) -> None:
    """Open many owners' keysets with one query, so that a list of rows costs no more than one row."""
    missing = sorted({owner for owner in owners if _held(owner) is None})
    for owner, key in (_load(missing) if missing else {}).items():
        _keep(owner, key)


def _load(owners: list[str]) -> dict[str, OwnerKey]:
    source = _needed_source()
    try:
        return {owner: _opened(owner, wrapped) for owner, wrapped in source.load(owners).items()}
    except CannotUnseal:  # rewrapped between the reading and the opening? Then the row reads differently now.
        return {owner: _opened(owner, wrapped) for owner, wrapped in source.load(owners).items()}


def unwrap(owner: str, wrapped: bytes) -> Any:
    """The Tink handle of the owner's wrapped keyset. CannotUnseal when the key file is not the one that wrapped it."""
    try:
        return keysets.unwrap(wrapped, kek=keyring.current().kek, aad=owner_aad(owner))
    except TinkError as error:
        raise CannotUnseal(f"the key file does not open the keyset of {owner}") from error


def _opened(owner: str, wrapped: bytes) -> OwnerKey:
    handle = unwrap(owner, wrapped)
    until = clock.now() + KEPT_FOR
    return OwnerKey(handle.primitive(aead.Aead), keysets.primary_id(handle), keysets.key_ids(handle), until)


def owner_aad(owner: str) -> bytes:
    """What a keyset is bound to, so that one owner's row cannot be given another's keyset."""
    return f"owner:{owner}".encode()


def _needed_source() -> KeysetSource:
    if _source is None:
        raise InvariantBroken("nothing keeps keysets: tiwala.vault is not installed")
    return _source


def _held(owner: str) -> OwnerKey | None:
    for pending in _pendings():
        if owner in pending.found:
            return pending.found[owner]
    stamp = keyring.stamp()
    with _cache.lock:
        if _cache.stamp != stamp:  # the key file changed: keysets may have been given new keys
            _cache.found.clear()
            _cache.stamp = stamp
        held = _cache.found.get(owner)
        if held is None or held.until <= clock.now():
            return None
        _cache.found.move_to_end(owner)
        return held


def _keep(owner: str, key: OwnerKey) -> OwnerKey:
    if connection.in_atomic_block:
        _pending_here().found[owner] = key
    else:
        _keep_for_all({owner: key})
    return key


def _keep_for_all(found: dict[str, OwnerKey]) -> None:
    with _cache.lock:
        for owner, key in found.items():
            _cache.found[owner] = key
            _cache.found.move_to_end(owner)
        while len(_cache.found) > KEPT:
            _cache.found.popitem(last=False)


class _Pending:
    """Keysets read in a transaction that is still open. Django drops the hook, and so this, on rollback."""

    def __init__(self) -> None:
        self.found: dict[str, OwnerKey] = {}

    def __call__(self) -> None:
        _keep_for_all(self.found)


def _pendings() -> list[_Pending]:
    hooks: list[Any] = connection.run_on_commit
    return [hook for _, hook, _ in hooks if isinstance(hook, _Pending)]


def _pending_here() -> _Pending:
    here, hooks = set(connection.savepoint_ids), cast("list[Any]", connection.run_on_commit)
    for savepoints, hook, _ in hooks:
        if isinstance(hook, _Pending) and set(savepoints) == here:
            return hook
    transaction.on_commit(_Pending())
    return _pending_here()
