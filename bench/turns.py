"""Two sides in turns, so that what else the machine does meets both."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bench.figures import Burst
from bench.house import House
from bench.processes import PAUSE_S, cpu_s


def in_turns(house: House, sides: Sequence[Callable[[], Burst]], *, rounds: int) -> list[list[Burst]]:
    """Each side in turn, so many rounds, after one round each that does not count. Memory is looked at after each."""
    found: list[list[Burst]] = [[] for _ in sides]
    for place in range(rounds + 1):
        house.is_timed = place > 0
        for at, act in enumerate(sides):
            before = cpu_s(house.pids())
            burst = act()
            burst.cpu_s = cpu_s(house.pids()) - before
            if place:
                found[at].append(burst)
        house.is_timed = False
        time.sleep(2 * PAUSE_S)
    return found
