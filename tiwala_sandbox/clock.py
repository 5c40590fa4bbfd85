"""The bank's own time: real time plus an offset that control may move and that survives a restart."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

MANILA = timezone(timedelta(hours=8))


def real_time() -> float:
    """Real time in unix seconds: the only place where this program asks the machine."""
    return time.time()  # noqa: TID251 - the sandbox is a program of its own, and this is its clock


class Clock:
    """Tells the bank's time in unix seconds; `offset_s` is kept by the bank, not here."""

    def __init__(self, real: Callable[[], float] = real_time) -> None:
        """Take the source of real time; tests hand in one that stands still."""
        self.real = real
        self.offset_s = 0.0

    def now(self) -> float:
        """The bank's present, in unix seconds."""
        return self.real() + self.offset_s


def instant(at: float | None) -> str | None:
    """Unix seconds as RFC 3339 in UTC, whole seconds; None stays None."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(at: float) -> str:
    """The banking day, in Manila, on which an instant falls."""
    return datetime.fromtimestamp(at, MANILA).date().isoformat()


def payout_time(day: str) -> float:
    """When the takings of a day are paid out: 09:00 in Manila on the day after."""
    following = date.fromisoformat(day) + timedelta(days=1)
    return datetime(following.year, following.month, following.day, 9, tzinfo=MANILA).timestamp()
