"""The only now(). UTC inside; billing days are dates in the merchant's zone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_held: datetime | None = None
_offset = timedelta()


def now() -> datetime:
    """The instant it is, aware, in UTC (or the held one in a test, or shifted in a trial)."""
    if _held is not None:
        return _held
    return datetime.now(UTC) + _offset  # noqa: TID251 -- the one place that may ask the machine


def machine_now() -> datetime:
    """The machine's own instant, never shifted: only for what others stamped, such as signatures."""
    return now() if _held is not None else now() - _offset


def today(zone: str) -> date:
    """The billing day at this instant in an IANA zone, such as Asia/Manila."""
    return now().astimezone(ZoneInfo(zone)).date()


def shift(offset_s: int) -> None:
    """Move the clock for a trial (demo and test mode only; env refuses it in live mode)."""
    global _offset  # noqa: PLW0603 -- one clock a process
    _offset = timedelta(seconds=offset_s)


@contextmanager
def hold(at: datetime) -> Iterator[None]:
    """Hold the clock still at an aware instant, for tests."""
    global _held  # noqa: PLW0603 -- one clock a process
    assert at.tzinfo is not None, "hold() wants an aware instant"
    before, _held = _held, at.astimezone(UTC)
    try:
        yield
    finally:
        _held = before
