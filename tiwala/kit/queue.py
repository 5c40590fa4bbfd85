"""Defer a job by its name, inside the caller's transaction: rolled back with it, seen only after commit.

A job that looks for its work itself needs no more than one waiting: `call` for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any, Final

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager

_IS_WAITING: Final = "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'"


class Urgency(IntEnum):
    """Who goes first when more waits than can be done: a job's `priority`. Among equals the oldest goes first.

    A spike, or a worker that was away, must not let money wait behind letters; and what a killed worker held must come
    free before anything else, for others may be waiting for its lock.
    """

    LATER = -10
    """What a spike brings thousands of: the work of every minute, and letters with codes, do not wait behind it."""
    ORDINARY = 0
    MONEY = 50
    UPKEEP = 100


def defer(name: str, *, lock: str | None = None, queueing_lock: str | None = None, **kwargs: Any) -> None:
    """Run the job soon. Arguments are ids and plain facts, never personal data."""
    _deferrer(name, lock=lock, queueing_lock=queueing_lock).defer(**kwargs)


def call(name: str) -> None:
    """Once this transaction has committed, have a job run that looks for its work itself; one waiting is enough.

    Queued inside the transaction, all who call for the same job would wait for each other. So a call can be lost with
    its process, and a periodic job has to look now and then.
    """
    calling = _caller(name)
    if all(waiting is not calling for _savepoints, waiting, *_ in connection.run_on_commit):
        transaction.on_commit(calling, robust=True)


def call_at_once(name: str) -> None:
    """The same in a transaction that does nothing else."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        defer(name, queueing_lock=name)


def defer_at(name: str, at: datetime, *, urgency: Urgency | None = None, **kwargs: Any) -> None:
    """Run the job at an instant or soon after."""
    _deferrer(name, schedule_at=at, priority=urgency).defer(**kwargs)


def defer_many(name: str, each: Iterable[Mapping[str, Any]], *, urgency: Urgency | None = None) -> None:
    """Run the job once for each set of arguments, queued in one statement; as urgent as the job says, or as told."""
    rows = [dict(one) for one in each]
    if rows:
        _deferrer(name, priority=urgency).batch_defer(*rows)


@cache
def _caller(name: str) -> Callable[[], None]:
    def call_unless_called() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_IS_WAITING, [name])
            is_called = cursor.fetchone()
        if is_called is None:
            call_at_once(name)

    return call_unless_called


def _deferrer(name: str, **options: Any) -> JobDeferrer:
    # Inside a worker the app speaks over a line of the worker's own, where a job would be seen, and done, before the
    # transaction that called for it has ended. So it is always queued over Django's connection.
    deferrer = app.configure_task(name, **options)
    if not isinstance(app.connector, DjangoConnector):
        deferrer.job_manager = _over_django()
    return deferrer


@cache
def _over_django() -> JobManager:
    return JobManager(DjangoConnector())
