"""The country of an internet address, from a file that the business supplies. Without one that signal is missing.

The file is read anew when it was replaced, within half a minute; while the new one is broken or old, nothing is told.
"""

from __future__ import annotations

import ipaddress
import os
import stat
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from tiwala.fraud.keys import address_keys, country
from tiwala.fraud.mmdb import BadFile, Database
from tiwala.kit import clock, logs
from tiwala.kit.conf import conf

log = logs.logger(__name__)

LARGEST: Final = 64 * 2**20
"""A file of countries has about ten megabytes; one of cities is larger, and of no more use here."""
OLD_AFTER: Final = timedelta(days=92)
"""Addresses move: a file older than a quarter says too much that is wrong."""
_LOOK_AGAIN_S: Final = 30.0

Condition = Literal["none", "missing", "broken", "old", "good"]


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of the file now: its condition, why, when it was made, and the file itself when it is good."""

    condition: Condition
    why: str = ""
    built_at: datetime | None = None
    database: Database | None = None


@dataclass(slots=True)
class _Kept:
    path: str = ""
    signature: tuple[int, ...] = ()
    looked_at: float = float("-inf")
    held: Held = Held("none")


_kept = _Kept()


def country_of(ip: str) -> str:
    """Two letters; empty when there is no address, no good file, or nothing in it. Never raises."""
    line, _net = address_keys(ip)
    try:
        database = _usable().database if line else None
        return _country_in(database.look_up(ipaddress.ip_address(line.partition("/")[0]))) if database else ""
    except Exception as trouble:  # noqa: BLE001 -- a file from anywhere: whatever is wrong with it, the payer may pay
        log.warning("countries.broken", why=type(trouble).__name__)
        return ""


def condition_now() -> Condition:
    """How the file is, as payers have it."""
    return _usable().condition


def file_now() -> Held:
    """The file as it is at this moment, looked at anew: for whoever checks the house."""
    _kept.looked_at = float("-inf")
    return _usable()


def _usable() -> Held:
    """The file in hand. An old one ends without anybody touching it."""
    global _kept  # noqa: PLW0603 -- one file for the process, exchanged as a whole
    path = conf.fraud.ip_countries
    if path != _kept.path or time.monotonic() - _kept.looked_at > _LOOK_AGAIN_S:
        _kept = _looked(path)
    held = _kept.held
    if held.built_at is not None and clock.now() - held.built_at > OLD_AFTER:
        return Held("old", "made more than 92 days ago", held.built_at)
    return held


def _looked(path: str) -> _Kept:
    now = time.monotonic()
    if not path:
        return _Kept(path, (), now, Held("none"))
    try:
        signature, data = _read(path, known=_kept.signature if path == _kept.path else ())
    except (OSError, BadFile) as trouble:
        is_gone = isinstance(trouble, FileNotFoundError)
        why = "there is no such file" if is_gone else str(trouble) if isinstance(trouble, BadFile) else "unreadable"
        return _Kept(path, (), now, Held("missing" if is_gone else "broken", why))
    if data is None:
        return _Kept(path, signature, now, _kept.held)
    return _Kept(path, signature, now, _opened(data))


def _read(path: str, *, known: tuple[int, ...]) -> tuple[tuple[int, ...], bytes | None]:
    """The file's signature, and its bytes unless they are known. Never waits for a pipe, never reads without end."""
    line = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        about = os.fstat(line)
        if not stat.S_ISREG(about.st_mode):
            raise BadFile("no ordinary file")
        signature = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns)
        if signature == known:
            return signature, None
        if about.st_size > LARGEST:
            raise BadFile("larger than 64 MB: take a file of countries, not of cities")
        with os.fdopen(os.dup(line), "rb") as file:
            return signature, file.read(LARGEST)
    finally:
        os.close(line)


def _opened(data: bytes) -> Held:
    try:
        database = Database(data)
        built_at = datetime.fromtimestamp(database.built_at, UTC)
        database.look_up(ipaddress.IPv4Address("198.51.100.1"))
    except (BadFile, ValueError, OverflowError, OSError) as trouble:
        log.warning("countries.broken", why=type(trouble).__name__)
        return Held("broken", str(trouble) if isinstance(trouble, BadFile) else "its date makes no sense")
    return Held("good", "", built_at, database)


def _country_in(found: Any) -> str:
    """The country of a record, as MaxMind, DB-IP and others write it."""
    if not isinstance(found, dict):
        return ""
    told = found.get("country", found.get("country_code"))
    if isinstance(told, dict):
        told = told.get("iso_code")
    return country(told) if isinstance(told, str) else ""
