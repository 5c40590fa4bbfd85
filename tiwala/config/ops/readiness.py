"""Is the house ready to take money? Each check says yes or no and one detail for the operator."""

from __future__ import annotations

import functools
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from tiwala.config.ops import queue_state
from tiwala.kit.conf import conf
from tiwala.kit.keyring import KeyFileRefused
from tiwala.vault.queries import key_file_fits

log = structlog.get_logger()
_MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer."""

    name: str
    is_ok: bool
    detail: str


def look() -> list[Finding]:
    """Every check, in the order in which one looks for the trouble. None of them raises."""
    return [_looked(name, check) for name, check in _CHECKS.items()]


def _looked(name: str, check: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        is_ok, detail = check()
    except (DatabaseError, OSError, KeyFileRefused) as error:
        log.warning("readyz.failed", check=name, why=type(error).__name__)
        return Finding(name, is_ok=False, detail=type(error).__name__)
    return Finding(name, is_ok=is_ok, detail=detail)


def _database() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        return True, f"PostgreSQL {cursor.fetchone()[0]}"


def _migrations() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    missing = sorted(_known() - applied)
    return not missing, f"not applied: {missing[0][0]}.{missing[0][1]}" if missing else "all applied"


@functools.cache
def _known() -> frozenset[tuple[str, str]]:
    """What the code on disk brings along; read once a process."""
    return frozenset(MigrationLoader(None).disk_migrations or ())


def _worker() -> tuple[bool, str]:
    age_s = queue_state.heartbeat_age_s()
    if age_s is None:
        return False, "no worker has signed on"
    return age_s <= conf.ops.heartbeat_oldest_s, f"last heartbeat {age_s:.0f} s ago"


def _oldest_job() -> tuple[bool, str]:
    age_s = queue_state.oldest_job_age_s()
    return age_s <= conf.ops.job_oldest_s, f"oldest waits {age_s:.0f} s"


def _key_file() -> tuple[bool, str]:
    mode = stat.S_IMODE(Path(conf.ops.key_file).stat().st_mode)
    if mode & 0o077:
        return False, f"mode {mode:04o}: run chmod 600"
    fits = key_file_fits()
    return fits, "opens this database" if fits else "does not open this database: put your copy back"


def _disk() -> tuple[bool, str]:
    free_mb = shutil.disk_usage(conf.ops.data_dir).free // _MEGABYTE
    return free_mb >= conf.ops.disk_free_min_mb, f"{free_mb} MB free"


_CHECKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "database": _database,
    "migrations": _migrations,
    "worker": _worker,
    "oldest_job": _oldest_job,
    "key_file": _key_file,
    "disk": _disk,
}
