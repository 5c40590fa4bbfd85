"""Ask Linux to end a child when its parent dies, however the parent dies."""

import ctypes
import signal

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Run in the child before it becomes the program: SIGINT it when the parent is gone."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
