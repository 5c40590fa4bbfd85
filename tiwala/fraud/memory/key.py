"""What is remembered of one key, bounded whatever happens to it. Pure: no clock, no queries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

DAY_S: Final = 86_400
NORMAL_MOST, DAYS_MOST, FRAUDS_MOST, OUTLIERS_MOST, MET_MOST = 50, 36, 32, 16, 32
HABIT_FROM: Final = 5
"""So many ordinary amounts make a habit."""
_ODD_TIMES, _ODD_SPREADS, _LEAST_SPREAD = 2.0, 3.0, 0.2
_FORGIVEN_S: Final = 45 * DAY_S
"""An amount far out that nobody complained of for so long is ordinary after all: habits may change."""
_STREAK_GAP_S: Final = 10 * DAY_S


@dataclass(frozen=True, slots=True)
class Day:
    """What one day brought: its number since 1970, tries, and declines among them."""

    number: int
    tries: int
    declines: int


@dataclass(frozen=True, slots=True)
class Fraud:
    """A fraud: when it happened, when it was known. Where its amount explains it, no key is to blame."""

    at: int
    known_at: int
    is_explained: bool


@dataclass(frozen=True, slots=True)
class Habit:
    """What is ordinary: the middle, the usual distance from it, the largest."""

    middle: float
    spread: float
    most: int

    def distance(self, amount: int) -> float:
        """How many usual distances an amount is above the middle one."""
        return (amount - self.middle) / self.spread

    def is_odd(self, amount: int) -> bool:
        """Whether an amount is so far out that it must not teach what is usual."""
        return amount > _ODD_TIMES * self.middle and self.distance(amount) > _ODD_SPREADS


@dataclass(slots=True)
class Memory:
    """One key: times in whole seconds, amounts in whole smallest units of `currency`.

    `normal` holds the last ordinary amounts and never one far out; those wait in `outliers`. `met` are short tokens of
    what the key was seen with, by kind.
    """

    first_at: int = 0
    last_at: int = 0
    tries: int = 0
    declines: int = 0
    currency: str = ""
    normal: list[int] = field(default_factory=list)
    outliers: list[tuple[int, int]] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    frauds: list[Fraud] = field(default_factory=list)
    fraud_count: int = 0
    streak_at: int = 0
    met: dict[str, list[str]] = field(default_factory=dict)
    _habit: Habit | None = field(default=None, repr=False, compare=False)

    def habit(self) -> Habit | None:
        """What is ordinary here; None below five ordinary amounts."""
        if self._habit is None and len(self.normal) >= HABIT_FROM:
            self._habit = _habit_of(self.normal)
        return self._habit

    def tries_since(self, day: int) -> int:
        """Tries on a day and after it, as far back as days are kept."""
        found = 0
        for one in reversed(self.days):
            if one.number < day:
                break
            found += one.tries
        return found

    def tries_between(self, after: int, until: int) -> int:
        """Tries on the days after one and up to another."""
        return sum(one.tries for one in self.days if after < one.number <= until)

    def knows(self, kind: str, token: str) -> bool | None:
        """Whether it was seen with this before; None when it never was seen with anything of the kind."""
        met = self.met.get(kind)
        return None if not met else token in met


def _habit_of(amounts: Iterable[int]) -> Habit:
    ordered = sorted(amounts)
    count = len(ordered)
    middle = float(ordered[count // 2])
    spread = (ordered[int(count * 0.84)] - ordered[int(count * 0.16)]) / 2
    return Habit(middle, max(spread, _LEAST_SPREAD * middle, 1.0), ordered[-1])


def remember(memory: Memory, at: int) -> None:
    """One try more. A time before the last one (a late line) counts for its own day and moves nothing back."""
    memory.first_at = min(memory.first_at or at, at)
    memory.last_at = max(memory.last_at, at)
    memory.tries += 1
    _on_day(memory, at // DAY_S, tries=1)


def teach(memory: Memory, at: int, amount: int, *, currency: str) -> bool:
    """An amount that was paid becomes part of the habit, unless it is far out; whether it was is answered.

    A habit is of the first currency that it saw; amounts in another one teach nothing.
    """
    if currency != (memory.currency or currency):
        return False
    memory.currency = currency
    _forgive(memory, at)
    habit = memory.habit()
    if habit and habit.is_odd(amount):
        memory.outliers = [*memory.outliers, (at, amount)][-OUTLIERS_MOST:]
        return True
    _take_in(memory, amount)
    return False


def note_decline(memory: Memory, at: int) -> None:
    """A try of then was declined."""
    memory.declines += 1
    _on_day(memory, at // DAY_S, declines=1)


def meet(memory: Memory, kind: str, token: str) -> None:
    """It was seen with this; the newest are kept."""
    met = memory.met.setdefault(kind, [])
    if token in met:
        met.remove(token)
    met.append(token)
    del met[:-MET_MOST]


def learn(memory: Memory, fraud: Fraud) -> None:
    """A fraud on this key became known. An outlier that was fraud is never forgiven; a streak begins or goes on."""
    before = max((one.at for one in memory.frauds if not one.is_explained), default=0)
    place = bisect_right([one.at for one in memory.frauds], fraud.at)
    memory.frauds.insert(place, fraud)
    memory.fraud_count += 1
    del memory.frauds[:-FRAUDS_MOST]
    memory.outliers = [one for one in memory.outliers if one[0] != fraud.at]
    if not fraud.is_explained:
        goes_on = memory.streak_at and fraud.at - before <= _STREAK_GAP_S
        memory.streak_at = min(memory.streak_at, fraud.at) if goes_on else fraud.at


def _on_day(memory: Memory, number: int, *, tries: int = 0, declines: int = 0) -> None:
    days = memory.days
    place = len(days)
    while place and days[place - 1].number > number:
        place -= 1
    if place and days[place - 1].number == number:
        old = days[place - 1]
        days[place - 1] = Day(number, old.tries + tries, old.declines + declines)
    else:
        days.insert(place, Day(number, tries, declines))
        del days[:-DAYS_MOST]


def _forgive(memory: Memory, now: int) -> None:
    while memory.outliers and memory.outliers[0][0] < now - _FORGIVEN_S:
        _take_in(memory, memory.outliers.pop(0)[1])


def _take_in(memory: Memory, amount: int) -> None:
    memory.normal.append(amount)
    del memory.normal[:-NORMAL_MOST]
    memory._habit = None  # noqa: SLF001 -- kept beside, made anew when asked for


def packed(memory: Memory) -> dict[str, Any]:
    """The same as a small JSON value; what is empty is left out."""
    whole = {
        "first": memory.first_at,
        "last": memory.last_at,
        "tries": memory.tries,
        "declines": memory.declines,
        "currency": memory.currency,
        "normal": memory.normal,
        "outliers": [list(one) for one in memory.outliers],
        "days": [[one.number, one.tries, one.declines] for one in memory.days],
        "frauds": [[one.at, one.known_at, int(one.is_explained)] for one in memory.frauds],
        "fraud_count": memory.fraud_count,
        "streak": memory.streak_at,
        "met": memory.met,
    }
    return {name: value for name, value in whole.items() if value}


def unpacked(kept: dict[str, Any]) -> Memory:
    """A memory as it was packed."""
    return Memory(
        first_at=kept.get("first", 0),
        last_at=kept.get("last", 0),
        tries=kept.get("tries", 0),
        declines=kept.get("declines", 0),
        currency=kept.get("currency", ""),
        normal=list(kept.get("normal", ())),
        outliers=[(at, amount) for at, amount in kept.get("outliers", ())],
        days=[Day(*one) for one in kept.get("days", ())],
        frauds=[Fraud(at, known_at, bool(odd)) for at, known_at, odd in kept.get("frauds", ())],
        fraud_count=kept.get("fraud_count", 0),
        streak_at=kept.get("streak", 0),
        met={kind: list(met) for kind, met in kept.get("met", {}).items()},
    )
