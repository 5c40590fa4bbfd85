"""Change the keys while the house is open: a new wrapping key, and new keys for every owner if wished."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import OperationalError, transaction

from tiwala.kit import clock, keyring, keysets, secrets
from tiwala.kit.conf import conf
from tiwala.kit.db import is_contention
from tiwala.kit.errors import TryAgain
from tiwala.vault import locks
from tiwala.vault.actions.reseal_rows import reseal_all
from tiwala.vault.models import KeySet

BATCH, TRIES = 500, 10
_UNDER_WAY = "rotation"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RotationReport:
    """What a rotation did. `left` counts, by table, rows that may not be changed: they open with their older keys."""

    kek_id: int
    is_resumed: bool
    rewrapped: int
    resealed: int = 0
    left: dict[str, int] = field(default_factory=dict)


def rotate_keys(progress: Progress, *, data: bool = False) -> RotationReport:
    """Put a new wrapping key in the key file and rewrap every keyset; with `data`, give owners new keys and seal anew.

    Safe beside running pages and jobs, and safe to kill: older keys stay until nothing needs them, and the next call
    goes on where this one was. The key file before is kept beside it. TryAgain when a rotation is running already.
    """
    with _alone():
        started_at, data, is_resumed = _begin(data=data)
        rewrapped = _rewrap_all(progress, renew_before=started_at if data else None)
        resealed, left = (0, dict[str, int]())
        if data:
            secrets.everyone_forget()
            resealed, left = reseal_all(progress)
        _drop_old_wrapping_keys()
        return RotationReport(keyring.current().kek_id, is_resumed, rewrapped, resealed, left)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One rotation at a time on this machine; the kernel lets go when the process dies."""
    path = Path(conf.ops.key_file).absolute()
    number = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TryAgain(verb="rotate_keys") from error
        yield
    finally:
        os.close(number)


def _begin(*, data: bool) -> tuple[datetime, bool, bool]:
    """Take up a rotation that was cut short, or start one: the mark and the new key enter the file together."""
    document = dict(keyring.current().document)
    under_way = document.get(_UNDER_WAY)
    if under_way is not None and under_way["data"] >= data:
        return datetime.fromisoformat(under_way["started_at"]), bool(under_way["data"]), True
    now = clock.now()
    document[_UNDER_WAY] = {"started_at": now.isoformat(), "data": data}
    document["kek"] = keysets.with_new_key(document["kek"], kind="aead")
    keyring.save(document)
    return now, data, False


def _rewrap_all(progress: Progress, *, renew_before: datetime | None) -> int:
    total = KeySet.objects.filter(shredded_at__isnull=True).count()
    done, last = 0, ""
    while True:
        with transaction.atomic(durable=True):
            rows = _batch(after=last)
            for row in rows:
                _rewrap(row, renew_before=renew_before)
            KeySet.objects.bulk_update(rows, ["wrapped", "kek_id", "rotated_at"])
        if not rows:
            return done
        done, last = done + len(rows), rows[-1].owner_ref
        progress(done, max(total, done))


def _batch(*, after: str) -> list[KeySet]:
    rows = KeySet.objects.select_for_update().filter(owner_ref__gt=after, shredded_at__isnull=True)
    return list(rows.order_by("owner_ref")[:BATCH])


def _rewrap(row: KeySet, *, renew_before: datetime | None) -> None:
    renew = renew_before is not None and row.rotated_at < renew_before
    if not renew and row.kek_id == keyring.current().kek_id:
        return
    row.wrapped, row.kek_id = secrets.rewrap(bytes(row.wrapped), owner=row.owner_ref, new_key=renew)
    row.rotated_at = clock.now() if renew else row.rotated_at


def _drop_old_wrapping_keys() -> None:
    """When every keyset is under the newest key, the older ones may go."""
    patience = TRIES
    while True:
        try:
            _rewrap_latecomers()
            break
        except OperationalError as error:  # somebody's transaction is longer than our lock limit
            patience -= 1
            if not patience or not is_contention(error):
                raise
    document = dict(keyring.current().document)
    document.pop(_UNDER_WAY, None)
    document["kek"] = keysets.only_primary(document["kek"])
    keyring.save(document)


def _rewrap_latecomers() -> None:
    """Wait for everyone who is wrapping right now: who comes after them reads the new key from the file."""
    with transaction.atomic(durable=True):
        locks.nobody_wraps()
        live = KeySet.objects.select_for_update().filter(shredded_at__isnull=True)
        for row in live.exclude(kek_id=keyring.current().kek_id):
            _rewrap(row, renew_before=None)
            row.save()
