"""The newest record's number and mac, in a file outside the database: shows when the newest rows are taken away.

Written after commit, under a file lock, so several processes may write; never steps back. Not flushed to disk:
after a power cut it may lag behind the chain, which only weakens it for those records and never accuses falsely.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tiwala.kit import secrets
from tiwala.kit.conf import conf

_PURPOSE = "audit anchor"
_LARGEST = 4096


class AnchorDamaged(Exception):
    """The anchor file is there and was not written by us."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The newest record: its number and its mac."""

    seq: int
    mac: bytes


def path() -> Path:
    """Where the anchor is kept."""
    return Path(conf.ops.data_dir) / "audit-anchor"


def read() -> Tail | None:
    """The anchor, None when there is none yet; AnchorDamaged when it does not verify."""
    with _opened(os.O_RDONLY) as number:
        return None if number is None else _parse(os.pread(number, _LARGEST, 0))


def advance(tail: Tail) -> None:
    """Move the anchor on to this record, unless it is further already. A damaged anchor is left for verify to find."""
    with _opened(os.O_RDWR | os.O_CREAT) as number, contextlib.suppress(AnchorDamaged):
        if number is not None:
            known = _parse(os.pread(number, _LARGEST, 0))
            if known is None or known.seq < tail.seq:
                _write(number, tail)


def replace(tail: Tail | None) -> None:
    """Set the anchor whatever it says now: after a restore, when a person accepts the chain as it is."""
    with _opened(os.O_RDWR | os.O_CREAT) as number:
        assert number is not None
        _write(number, tail)


@contextlib.contextmanager
def _opened(flags: int) -> Iterator[int | None]:
    try:
        if flags & os.O_CREAT:
            path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = os.open(path(), flags | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(number, fcntl.LOCK_EX if flags & os.O_CREAT else fcntl.LOCK_SH)
        yield number
    finally:
        os.close(number)


def _write(number: int, tail: Tail | None) -> None:
    line = b""
    if tail is not None:
        said = f"{tail.seq} {tail.mac.hex()}"
        line = f"{said} {secrets.mac(_PURPOSE, said.encode()).hex()}\n".encode()
    # One short write within a disk sector; cut afterwards, so that no reader ever sees an empty file.
    os.pwrite(number, line, 0)
    os.ftruncate(number, len(line))


def _parse(line: bytes) -> Tail | None:
    if not line:
        return None
    try:
        seq, mac, proof = line.decode().split()
        tail, tag = Tail(int(seq), bytes.fromhex(mac)), bytes.fromhex(proof)
    except ValueError as error:
        raise AnchorDamaged from error
    if not secrets.verify_mac(_PURPOSE, f"{seq} {mac}".encode(), tag=tag):
        raise AnchorDamaged
    return tail
