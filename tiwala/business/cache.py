"""Facts that every page needs, kept in this process for at most five seconds.

A change is seen at once by the process that made it, and within five seconds by the others. Inside an open
transaction nothing is kept and nothing kept is used: an action reads what is really there.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
KEEP_S = 5.0


class Kept(Generic[T]):
    """One value, loaded again when it is older than KEEP_S."""

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._held: tuple[float, T] | None = None
        functools.update_wrapper(self, load)

    def __call__(self) -> T:
        """The value, at most KEEP_S old."""
        if self.is_in_transaction():
            return self._load()
        held = self._held
        if held is not None and time.monotonic() - held[0] < KEEP_S:
            return held[1]
        at, value = time.monotonic(), self._load()
        with self._lock:
            self._held = (at, value)
        return value

    def is_in_transaction(self) -> bool:
        """Whether what is really there may be newer than what is kept."""
        return connection.in_atomic_block

    def forget(self) -> None:
        """Load again at the next call."""
        self._held = None


_all: list[Kept[object]] = []


def kept(load: Callable[[], T]) -> Kept[T]:
    """Keep what this query gives for a few seconds."""
    made = Kept(load)
    _all.append(made)  # type: ignore[arg-type]
    return made


def forget() -> None:
    """Drop everything that is kept in this process."""
    for each in _all:
        each.forget()


def forget_on_commit() -> None:
    """Drop it now, and again once the change is there for others to see."""
    forget()
    transaction.on_commit(forget)
