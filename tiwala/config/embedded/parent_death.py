"""Ask Linux to end a child when its parent dies, however the parent dies."""

import ctypes
import signal

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)  # loaded here: between fork and exec there is no safe moment for it


def end_with_parent(number: signal.Signals = signal.SIGINT) -> None:
    """Run in the child before it becomes the program: send it this signal when the parent is gone."""
    _libc.prctl(PR_SET_PDEATHSIG, int(number))
