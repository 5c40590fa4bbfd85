"""Each thread has one line to the database, and a test that loses it does not take the next ones with it.

Django asks whether an event loop runs in the thread and then keeps a second line apart. An open browser's loop counts
as running, so one test would work on two lines, and what is hung up on one side is found broken on the other.
"""

from __future__ import annotations

import select
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress

import psycopg
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import ConnStatus
from pytest_django import DjangoDbBlocker

connections._connections = threading.local()  # type: ignore[attr-defined] # before the first line is made


def is_lost(line: BaseDatabaseWrapper) -> bool:
    """Whether the server hung up; a line that was never opened, or closed in good order, is not lost."""
    if line.connection is None:
        return False
    pgconn = line.connection.pgconn
    with suppress(psycopg.OperationalError):
        while pgconn.status == ConnStatus.OK and select.select([pgconn.socket], [], [], 0)[0]:
            pgconn.consume_input()  # the last words first, then the end
    return bool(pgconn.status != ConnStatus.OK)


def forget_lost() -> list[str]:
    """Put lost lines away, whatever they were in the middle of, so that the next use opens a new one."""
    lost = [line for line in connections.all(initialized_only=True) if is_lost(line)]
    for line in lost:
        line.connection.close()
        del connections[line.alias]
    return [line.alias for line in lost]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Start every test on a line that answers."""
    forget_lost()
    return (yield)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """At the end, close the line of this thread: where a lost one was put away, it is not the one that Django closes.

    A line that another thread left open stays, and dropping the database says so.
    """
    yield
    with django_db_blocker.unblock():
        connections.close_all()
