"""A copy of the supervisor that does other work: it shares, page by page, all the code that was loaded before."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tiwala.config.embedded import CannotStart
from tiwala.config.embedded.parent_death import end_with_parent
from tiwala.config.supervisor.stopping import HEARD

_MOST_FILES = 65_536


class Copied:
    """A child without a program of its own: as much of `subprocess.Popen` as a supervisor asks for."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    @classmethod
    def doing(cls, work: Callable[[], int], log: Path) -> "Copied":
        """Begin the work in a session of its own, its words going to the log. Who calls may have one thread only."""
        sys.stdout.flush()
        sys.stderr.flush()
        parent, pid = os.getpid(), os.fork()
        if pid == 0:
            _become(work, log, parent)
        return cls(pid)

    def poll(self) -> int | None:
        """How it ended, as `subprocess` numbers it; None while it runs."""
        return self._look(os.WNOHANG)

    def wait(self) -> int:
        """Wait until it has ended."""
        code = self._look(0)
        return 0 if code is None else code

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:  # until we have heard of its end, the number is nobody else's
            os.kill(self.pid, number)

    def _look(self, how: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def _become(work: Callable[[], int], log: Path, parent: int) -> None:
    """Whatever happens, this copy never goes on with what the supervisor would do next."""
    code = 1
    try:
        end_with_parent(signal.SIGTERM)
        if os.getppid() == parent:  # it could have died before we asked
            _let_go_of_the_supervisors(log)
            code = work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except CannotStart as refusal:
        print(f"tiwala: {refusal}", file=sys.stderr)
    except Exception:  # noqa: BLE001 -- told in its log; the supervisor sees the code
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _let_go_of_the_supervisors(log: Path) -> None:
    """Its session, its signals, its words, and every file it holds open: the lock of the house above all."""
    os.setsid()
    for number in HEARD:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDONLY)
    words = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(nothing, 0)
    os.dup2(words, 1)
    os.dup2(words, 2)
    os.closerange(3, _MOST_FILES)
