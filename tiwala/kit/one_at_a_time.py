"""Work of which one at a time is enough in a process, and of which one more in line is as good as many."""

from __future__ import annotations

import threading
from collections.abc import Callable


class OneAtATime:
    """Runs `act` for who calls: at once, or after the one who runs it now.

    A third caller goes away again: the one in line has not begun yet, and will see whatever the third came for.
    """

    def __init__(self, act: Callable[[], None]) -> None:
        self._act = act
        self._in_line, self._running = threading.Lock(), threading.Lock()

    def __call__(self) -> None:
        """Return when `act` has run for us, or when somebody who has yet to begin does so."""
        if not self._in_line.acquire(blocking=False):
            return
        try:
            self._running.acquire()
        finally:
            self._in_line.release()
        try:
            self._act()
        finally:
            self._running.release()
