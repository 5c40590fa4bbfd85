"""A divided run migrates once: the process that first needs a database makes it, and the others copy what it made."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TextIO

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.plugins.place import PLACE

READY = "tiwala_ready"
_held: list[TextIO] = []
"""The lock, from before our database is made until there is one to copy."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Just before pytest-django makes this process's database: wait while another makes the first."""
    if "PYTEST_XDIST_WORKER" not in os.environ or os.environ.get("DATABASE_URL"):
        return
    lock = Path(os.environ[PLACE], "migrating").open("a")  # noqa: SIM115 -- held from one fixture to the next
    fcntl.flock(lock, fcntl.LOCK_EX)
    if _mark().exists():
        connection.settings_dict["TEST"]["TEMPLATE"] = READY
        lock.close()
    else:
        _held.append(lock)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Just after: leave a copy that nobody works on, and let the others go on."""
    if not _held:
        return
    with django_db_blocker.unblock():
        made = connection.settings_dict["NAME"]
        connection.close()  # the server copies no database that somebody is in
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE {READY} TEMPLATE "{made}"')
    _mark().touch()
    _held.pop().close()


def _mark() -> Path:
    return Path(os.environ[PLACE], "migrated")
