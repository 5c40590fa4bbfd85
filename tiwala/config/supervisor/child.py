"""One process of the house: started in a group of its own, watched, started again, stopped."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tiwala.config.embedded.parent_death import end_with_parent
from tiwala.config.supervisor.copied import Copied

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
HEALTHY_S = 60.0  # after so long without a fall, old falls are forgotten
LARGEST_LOG = 20 * 2**20
STEP_S = 0.05


@dataclass
class Child:
    """A program, or work for a copy of us, that should always run. `patience_s`: what it gets to finish at the end."""

    name: str
    work: list[str] | Callable[[], int]
    log: Path
    environment: dict[str, str]
    patience_s: float = 10.0
    process: subprocess.Popen[bytes] | Copied | None = field(default=None, init=False)
    falls: int = field(default=0, init=False)
    started_at: float = field(default=0.0, init=False)
    start_again_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it; it ends by itself if we are killed."""
        self._turn_log_over()
        self.process = self._run(self.work) if isinstance(self.work, list) else Copied.doing(self.work, self.log)
        self.started_at = time.monotonic()

    def watch(self) -> str | None:
        """Start it again after a pause when it fell; says so once for each fall."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_again_at:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self._end_group(self.process.pid)  # what it started itself must not live on beside its successor
        self.process = None
        self.falls = 1 if now - self.started_at > HEALTHY_S else self.falls + 1
        pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (self.falls - 1))
        self.start_again_at = now + pause
        return f"{self.name} ended ({_in_words(code)}) and starts again in {pause:g} s; see {self.log}"

    def ask_to_stop(self) -> None:
        """Tell it to finish what it is doing and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def is_gone(self) -> bool:
        """True when it is not running."""
        return self.process is None or self.process.poll() is not None

    def make_stop(self) -> None:
        """End it and all it started, at once."""
        if self.process is not None:
            self._end_group(self.process.pid)
            self.process.kill()  # it may be so young that it leads no group yet
            self.process.wait()

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGTERM),  # noqa: PLW1509 - the supervisor has one thread
            )

    def _end_group(self, group: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)

    def _turn_log_over(self) -> None:
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LARGEST_LOG:
                self.log.replace(self.log.with_suffix(".log.1"))


def _in_words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
