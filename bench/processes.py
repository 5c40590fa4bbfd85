"""What processes cost, read from /proc: CPU seconds and memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

TICKS = os.sysconf("SC_CLK_TCK")
PAUSE_S = 1.0


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            found += family(int(child))
    return found


def cpu_s(pids: list[int]) -> float:
    """CPU seconds they have used, their dead children's included."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def memory(pids: list[int]) -> dict[str, float]:
    """PSS in MB by kind of process; the lines that the bench itself holds to the database are not the house's."""
    found: dict[str, float] = {}
    for pid in pids:
        kind = kind_of(pid)
        if kind == "bench":
            continue
        found[kind] = found.get(kind, 0.0) + _pss_mb(pid)
    return found


def kind_of(pid: int) -> str:
    """What a process is called in the report."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "gone"
    if "tiwala_owner" in words:
        return "bench"  # the house itself never comes as the owner once it is open
    if "postgres" in words:
        return "database"
    if "tiwala_sandbox" in words:
        return "sandbox"
    named = ("worker", "up")
    return next((name for name in named if f"tiwala {name}" in words), "web")


@dataclass
class Watch:
    """Looks at the memory of a family every second; `most` is the look at which it was largest.

    Not while `is_timed`: whoever is looked at waits for its page tables, and is some twentieth slower.
    """

    root: int
    is_timed: Callable[[], bool] = bool
    most: dict[str, float] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(PAUSE_S):
            if self.is_timed():
                continue
            now = memory(family(self.root))
            if sum(now.values()) > sum(self.most.values()):
                self.most = now


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return sum(int(one) for one in fields[11:15])


def _pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
