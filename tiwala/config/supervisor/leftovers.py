"""Processes of a house whose supervisor was killed: found by the mark they carry, and ended before a new start."""

import contextlib
import hashlib
import os
import signal
import time
from pathlib import Path

from tiwala.config.surroundings import MARK

PATIENCE_S = 10.0
STEP_S = 0.05


def mark_of(data: Path) -> str:
    """The mark that every process of this house carries in its environment."""
    return hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:24]


def end_leftovers(data: Path) -> int:
    """Ask them to stop, then make them; says how many there were. Our own process is left out."""
    found = marked(mark_of(data))
    _send(found, signal.SIGTERM)
    until = time.monotonic() + PATIENCE_S
    while marked(mark_of(data)) and time.monotonic() < until:
        time.sleep(STEP_S)
    _send(marked(mark_of(data)), signal.SIGKILL)
    while marked(mark_of(data)) and time.monotonic() < until + PATIENCE_S:
        time.sleep(STEP_S)
    return len(found)


def marked(mark: str) -> list[int]:
    """The living processes that carry a mark, as far as we may look."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended while we looked, or is another user's
            if wanted in (process / "environ").read_bytes().split(b"\0") and int(process.name) != os.getpid():
                found.append(int(process.name))
    return found


def _send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
