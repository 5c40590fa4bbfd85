"""Two sides in turns, so that what else the machine does meets both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.figures import Burst
from bench.house import House
from bench.processes import cpu_s


def in_turns(house: House, sides: Sequence[Callable[[], Burst]], *, rounds: int) -> list[list[Burst]]:
    """Each side in turn, so many rounds, after one round each that does not count."""
    found: list[list[Burst]] = [[] for _ in sides]
    for place in range(rounds + 1):
        for at, act in enumerate(sides):
            before = cpu_s(house.pids())
            burst = act()
            burst.cpu_s = cpu_s(house.pids()) - before
            if place:
                found[at].append(burst)
    return found
