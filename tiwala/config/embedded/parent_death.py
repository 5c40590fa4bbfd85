"""Ask Linux to end a child when its parent dies, however the parent dies."""

import ctypes
import signal

PR_SET_PDEATHSIG, PR_GET_PDEATHSIG = 1, 2
_libc = ctypes.CDLL(None)  # loaded here: between fork and exec there is no safe moment for it


def end_with_parent(number: signal.Signals = signal.SIGINT) -> None:
    """Run in the child before it becomes the program: send it this signal when the parent is gone."""
    _libc.prctl(PR_SET_PDEATHSIG, int(number))


def ends_with_parent() -> int:
    """The signal this process gets when its parent is gone; 0 when it lives on. Another user id takes it away."""
    asked = ctypes.c_int(0)
    _libc.prctl(PR_GET_PDEATHSIG, ctypes.byref(asked))
    return asked.value
