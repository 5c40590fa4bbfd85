"""Defer a job by its name, inside the caller's transaction: rolled back with it, seen only after commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app


def defer(name: str, *, lock: str | None = None, queueing_lock: str | None = None, **kwargs: Any) -> None:
    """Run the job soon. Arguments are ids and plain facts, never personal data."""
    app.configure_task(name, lock=lock, queueing_lock=queueing_lock).defer(**kwargs)


def defer_at(name: str, at: datetime, **kwargs: Any) -> None:
    """Run the job at an instant or soon after."""
    app.configure_task(name, schedule_at=at).defer(**kwargs)


def defer_many(name: str, each: Iterable[Mapping[str, Any]]) -> None:
    """Run the job once for each set of arguments, queued in one statement."""
    rows = [dict(one) for one in each]
    if rows:
        app.configure_task(name).batch_defer(*rows)
