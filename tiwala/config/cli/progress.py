"""Long work, shown: a bar on a terminal, a plain line every quarter elsewhere."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 30
STEP_S = 0.1


class Progress:
    """Counts done against total. `done` may pass `total` when more turned up on the way."""

    def __init__(self, title: str, total: int, out: TextIO = sys.stderr) -> None:
        self._title, self._total, self._out = title, max(total, 1), out
        self._is_terminal = out.isatty()
        self._done, self._told, self._drawn_at = 0, -1, 0.0

    def step(self, count: int = 1) -> None:
        """Say that so many more are done."""
        self.at(self._done + count)

    def at(self, done: int) -> None:
        """Say how many are done in all."""
        self._done = min(done, self._total)
        quarter = self._done * 4 // self._total
        if self._is_terminal:
            self._draw()
        elif quarter > self._told:
            self._told = quarter
            print(f"{self._title}: {quarter * 25} %", file=self._out, flush=True)

    def end(self) -> None:
        """Fill the bar and leave its line."""
        self.at(self._total)
        if self._is_terminal:
            self._drawn_at = 0.0
            self._draw()
            print(file=self._out, flush=True)

    def _draw(self) -> None:
        if time.monotonic() - self._drawn_at < STEP_S:
            return
        self._drawn_at = time.monotonic()
        filled = self._done * WIDTH // self._total
        bar = "█" * filled + "░" * (WIDTH - filled)
        print(f"\r{self._title} {bar} {self._done * 100 // self._total:3d} %", end="", file=self._out, flush=True)


def shown(title: str) -> Callable[[int, int], None]:
    """Give what long work calls with (done, total): a bar that begins when the total is known, and ends with it."""
    bars: list[Progress] = []

    def show(done: int, total: int) -> None:
        if total and not bars:
            bars.append(Progress(title, total))
        for bar in bars:
            bar.at(done)
            if done >= total:
                bar.end()

    return show
