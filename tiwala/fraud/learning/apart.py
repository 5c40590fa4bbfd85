"""Schooling in a process of its own: numbers in, a JSON object out. No database, no keys, no network; bounded.

    python -m tiwala.fraud.learning.apart < lessons > outcome

It gives way to everybody, takes no more memory and processor time than it was told, and ends with its parent.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import resource
import signal
import sys
import time
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from tiwala.fraud.errors import ModelRefused
from tiwala.fraud.learning.lessons import Lessons
from tiwala.fraud.learning.schooling import Needs, Schooled, Standing, school

_GIVES_WAY: Final = 19
_PR_SET_PDEATHSIG: Final = 1
_PARTS: Final = ("values", "at", "fraud_known_at", "cleared_at", "unclear_at", "is_paid", "stands_for")


def packed(lessons: Lessons, told: dict[str, Any]) -> memoryview:
    """Lessons and what else is to be known, for `read`."""
    out = io.BytesIO()
    parts = {name: getattr(lessons, name) for name in _PARTS}
    words = np.frombuffer(json.dumps({**told, "columns": lessons.columns}).encode(), np.uint8)
    np.savez(out, allow_pickle=False, told=words, **parts)
    return out.getbuffer()  # no second copy of all the numbers


def unpacked(given: bytes | memoryview) -> tuple[Lessons, dict[str, Any]]:
    """The same back; nothing in it is run."""
    with np.load(io.BytesIO(given), allow_pickle=False) as kept:
        told = json.loads(kept["told"].tobytes())
        return Lessons(tuple(told["columns"]), *(kept[name] for name in _PARTS)), told


def main() -> int:
    """Read, school, write; the exit code says whether it came to an end."""
    lessons, told = unpacked(sys.stdin.buffer.read())
    _within(told["memory_mb"], told["seconds"])
    if os.getppid() != told["parent"]:  # it died before its death could be told
        return 1
    began = time.perf_counter()
    standing = [Standing(**one) for one in told["standing"]]
    try:
        found = school(lessons, told["now"], Needs(**told["needs"]), standing)
    except ModelRefused:  # a standing one that cannot be read is nothing to compare with
        found = school(lessons, told["now"], Needs(**told["needs"]))
    json.dump(_written(found, time.perf_counter() - began), sys.stdout, allow_nan=False)
    return 0


def _written(found: Schooled, took_s: float) -> dict[str, Any]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = {"cpu_s": round(used.ru_utime + used.ru_stime, 1), "peak_mb": round(used.ru_maxrss / 1024)}
    facts = {**found.facts, "took_s": round(took_s, 1), **cost}
    return {**asdict(found), "facts": facts}


def _within(memory_mb: int, seconds: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    os.nice(_GIVES_WAY)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    sys.exit(main())
