"""Defer a job by its name, inside the caller's transaction: rolled back with it, seen only after commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager


def defer(name: str, *, lock: str | None = None, queueing_lock: str | None = None, **kwargs: Any) -> None:
    """Run the job soon. Arguments are ids and plain facts, never personal data."""
    _deferrer(name, lock=lock, queueing_lock=queueing_lock).defer(**kwargs)


def defer_at(name: str, at: datetime, **kwargs: Any) -> None:
    """Run the job at an instant or soon after."""
    _deferrer(name, schedule_at=at).defer(**kwargs)


def defer_many(name: str, each: Iterable[Mapping[str, Any]]) -> None:
    """Run the job once for each set of arguments, queued in one statement."""
    rows = [dict(one) for one in each]
    if rows:
        _deferrer(name).batch_defer(*rows)


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
