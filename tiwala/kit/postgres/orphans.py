"""Lines whose thread has ended are hung up.

Django keeps a line for each thread and counts on Python to drop it when the thread ends. The web server's threads
are not Python's: they come with a rush and go when it is over, and their lines stayed open until the database
would take no more.

A process that was forked forgets what it inherited: those lines are its parent's, and hanging one up here would end it
there.
"""

from __future__ import annotations

import os
import threading
import weakref
from pathlib import Path
from typing import Any

_TASKS = Path("/proc/self/task")
_lines: dict[int, list[weakref.ref[Any]]] = {}
_lock = threading.Lock()


def adopt(line: Any) -> None:
    """Remember whose line this is; a new one is the moment to hang up those left behind."""
    with _lock:
        _lines.setdefault(threading.get_native_id(), []).append(weakref.ref(line))
        dead = [thread for thread in _lines if not (_TASKS / str(thread)).exists()]
        left = [one() for thread in dead for one in _lines.pop(thread)]
        for thread, held in _lines.items():
            _lines[thread] = [one for one in held if (line := one()) is not None and not line.closed]
    for line in left:
        if line is not None:
            line.close()


def _start_anew() -> None:
    _lines.clear()
    _lock.release()


os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_start_anew)
