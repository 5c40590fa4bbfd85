"""Ctrl-C and SIGTERM, turned into a question that can be asked at a safe moment."""

import os
import select
import signal
from types import FrameType
from typing import Final

HEARD: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """Whether somebody asked us to stop, and whether they have lost patience since."""

    def __init__(self) -> None:
        self._times = 0
        self._read_end, self._write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def listen(self) -> None:
        """Hear SIGINT, SIGTERM and a closed terminal from now on, instead of dying of them."""
        for number in HEARD:
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._times += 1
        os.write(self._write_end, b".")

    @property
    def is_asked(self) -> bool:
        """True once somebody asked."""
        return self._times > 0

    @property
    def is_pressed_again(self) -> bool:
        """True when they asked a second time."""
        return self._times > 1

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than until somebody asks."""
        if not self.is_asked:
            select.select([self._read_end], [], [], seconds)
