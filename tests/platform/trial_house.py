"""Runs `python -m tiwala …` as a person would, in a place of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Self

import psycopg

from tests.platform.ready_houses import copy_into
from tiwala.config.embedded.parent_death import end_with_parent
from tiwala.config.embedded.postmaster import Postmaster, running_postmaster
from tiwala.config.supervisor.leftovers import mark_of, marked

START_S = 180.0
CODE = Path(__file__).resolve().parents[2]


class TrialHouse:
    """One data directory and port. `up()` opens it; what it prints is kept in `said`."""

    start_s = START_S

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="tiwala-trial-"))
        self.place.chmod(0o711)
        self.data = self.place / "data"
        self.port = free_port()
        self.said = self.place / "said.txt"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """A house without a sandbox and without a seed: quick to open."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIWALA_", "DJANGO_"))}
        return kept | {
            "TIWALA_MODE": "test",
            "TIWALA_DATA": str(self.data),
            "TIWALA_KEYS": str(self.place / "keys" / "keys.json"),
            "TIWALA_PORT": str(self.port),
            "TIWALA_BASE_URL": f"http://localhost:{self.port}",
            "TIWALA_WORKERS": "1",
        }

    def furnish(self) -> Self:
        """Begin with the data of a house that was opened once, and not with none."""
        copy_into(self.place, TrialHouse)
        return self

    def command(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "tiwala", *words],
            env=self.environment | changes,
            cwd=CODE,
            capture_output=True,
            text=True,
            timeout=START_S,
            check=False,
        )

    def up(self) -> None:
        """Open the house and wait until it says so."""
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tiwala", "up"],
                env=self.environment,
                cwd=CODE,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 -- a run that is cut short leaves no house behind
            )
        wait_until(lambda: "Tiwala is open" in self.said.read_text() or self.process.poll() is not None, self.start_s)
        assert self.process.poll() is None, self.said.read_text()

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C and wait for the end."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(START_S)

    def answers(self) -> bool:
        """True when the web gives any answer."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", "/healthz")
            line.getresponse().read()
        except OSError:
            return False
        finally:
            line.close()
        return True

    def pids(self, words: str) -> list[int]:
        """The processes of this house whose command line holds these words."""
        return [pid for pid in marked(mark_of(self.data)) if words in _command_line(pid)]

    def postmaster(self) -> Postmaster | None:
        """The database's first process, when it runs."""
        return running_postmaster(self.data / "database")

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the running database as its owner."""
        running = self.postmaster()
        assert running is not None
        with psycopg.connect(
            host=str(running.socket_dir), dbname="tiwala", user="tiwala_owner", autocommit=True
        ) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def database_answers(self) -> bool:
        """True when the database has recovered and lets us in."""
        try:
            return bool(self.sql("SELECT 1"))
        except psycopg.OperationalError:
            return False

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        tables = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return {str(name): len(self.sql(f'TABLE "{name}"')) for (name,) in tables}

    def kill_all(self) -> None:
        """kill -9 of everything at once: a power cut, but for the disk."""
        victims = [*marked(mark_of(self.data)), *_postgres_of(self.postmaster())]
        if self.process is not None and self.process.poll() is None:
            victims.insert(0, self.process.pid)
        for pid in victims:
            _kill(pid)
        if self.process is not None:
            self.process.wait(30)

    def tear_down(self) -> None:
        """End what still runs and remove the place."""
        self.kill_all()
        wait_until(lambda: self.postmaster() is None, 20)
        shutil.rmtree(self.place, ignore_errors=True)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], object], seconds: float) -> None:
    """Wait for something to come true, asking often at first; fails the test when it does not."""
    until, pause = time.monotonic() + seconds, 0.05
    while not is_so():
        assert time.monotonic() < until, f"it did not happen in {seconds} s"
        time.sleep(pause)
        pause = min(pause * 1.2, 0.4)


def _postgres_of(running: Postmaster | None) -> list[int]:
    if running is None:
        return []
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    return [running.pid, *map(int, children)]


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
