"""What a measurement is, and how many of them become one figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Burst:
    """What came of many requests: how long each took in ms, what was answered, how many bytes, in how many seconds."""

    took_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    octets: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0

    @property
    def count(self) -> int:
        """Requests that were answered."""
        return len(self.took_ms)

    @property
    def per_s(self) -> float:
        """Answers a second."""
        return self.count / self.seconds if self.seconds else 0.0

    @property
    def cpu_ms(self) -> float:
        """CPU of the server's side (web and database) for one answer, in ms."""
        return self.cpu_s * 1000 / self.count if self.count else 0.0

    def at(self, percent: float) -> float:
        """So many percent of the answers took no longer than this, in ms."""
        return percentile(self.took_ms, percent)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: medians over its rounds."""

    per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    octets: float
    bad: int


def percentile(values: Iterable[float], percent: float) -> float:
    """The nearest-rank percentile; 0 of nothing."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, max(0, round(percent / 100 * len(ordered)) - 1))]


def joined(parts: Iterable[Burst]) -> Burst:
    """What several clients saw at the same time, as one."""
    whole = Burst()
    for part in parts:
        whole.took_ms += part.took_ms
        whole.statuses += part.statuses
        whole.octets += part.octets
        whole.seconds = max(whole.seconds, part.seconds)
    return whole


def side(rounds: Sequence[Burst]) -> Side:
    """The medians of several rounds; `bad` counts all answers that were not 200."""
    return Side(
        per_s=median(one.per_s for one in rounds),
        p50_ms=median(one.at(50) for one in rounds),
        p95_ms=median(one.at(95) for one in rounds),
        p99_ms=median(one.at(99) for one in rounds),
        cpu_ms=median(one.cpu_ms for one in rounds),
        octets=median(one.octets / max(one.count, 1) for one in rounds),
        bad=sum(one.count - one.statuses[200] for one in rounds),
    )
