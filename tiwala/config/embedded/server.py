"""The running server: started or adopted, waited for, and stopped last."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tiwala.config import surroundings
from tiwala.config.embedded.cluster import OWNER_ROLE, Cluster
from tiwala.config.embedded.parent_death import end_with_parent
from tiwala.config.embedded.postmaster import Postmaster, running_postmaster
from tiwala.config.embedded.socket_folder import socket_folder
from tiwala.config.embedded.trouble import CannotStart

DATABASE = "tiwala"
STALE_S = 60.0  # a killed server nobody has buried yet holds its lock, and its orphans their memory, for some seconds
STALE = ("lock file", "pre-existing shared memory block")
RECOVERY_S = 900.0
STEP_S = 0.05
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
MAKE = r"""
SELECT 'CREATE DATABASE ' || :'name' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
"""


@dataclass
class Server:
    """PostgreSQL on one cluster. `is_throwaway` gives up safety for speed and dies with us."""

    cluster: Cluster
    is_throwaway: bool = False
    max_connections: int = 100
    child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    adopted: Postmaster | None = field(default=None, init=False)
    socket_dir: Path = field(default=Path(), init=False)

    def start(self) -> None:
        """Have a server that answers: adopt the one left running, or start one and wait for it."""
        self.cluster.prepare()
        self.adopted = running_postmaster(self.cluster.data)
        if self.adopted is None:
            self.socket_dir = socket_folder(self.cluster.state, self.cluster.account)
            self._start_anew()
        else:
            self.socket_dir = self.adopted.socket_dir
            self._wait_until_it_answers()
        self._make_database()

    def is_alive(self) -> bool:
        """True while the server's first process lives."""
        if self.child is not None:
            return self.child.poll() is None
        return self.adopted is not None and self.adopted.is_alive()

    def stop(self, *, patience_s: float = 60.0) -> None:
        """End it the fast way (open transactions are rolled back) and wait until it is gone."""
        pid = self.pid
        if pid is None or not self.is_alive():
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        until = time.monotonic() + patience_s
        while self.is_alive() and time.monotonic() < until:
            time.sleep(STEP_S)
        if self.is_alive():
            message = f"PostgreSQL (process {pid}) did not stop in {patience_s:.0f} s; it was left running."
            raise CannotStart(message)

    @property
    def pid(self) -> int | None:
        """The process id of the server's first process."""
        if self.child is not None:
            return self.child.pid
        return self.adopted.pid if self.adopted else None

    def _start_anew(self) -> None:
        until = time.monotonic() + STALE_S
        while True:
            self._launch()
            try:
                self._wait_until_it_answers()
            except CannotStart:
                words = self._last_words()
                if not any(one in words for one in STALE) or time.monotonic() > until:
                    raise
                time.sleep(0.5)
            else:
                return

    def _launch(self) -> None:
        command = [str(self.cluster.bin_dir / "postgres"), "-D", str(self.cluster.data)]
        command += ["-c", "listen_addresses=", "-k", str(self.socket_dir)]
        command += ["-c", "unix_socket_permissions=0700", "-c", f"max_connections={self.max_connections}"]
        command += ["-c", "shared_buffers=32MB"]  # what a small business works on fits; the system keeps the rest
        # Looking through a table of notices took 60 MB: one table at a time, and a third of the usual sample.
        command += ["-c", "autovacuum_max_workers=1", "-c", "default_statistics_target=30"]
        command += FAST if self.is_throwaway else ()
        with self.cluster.log.open("ab") as log:
            self._log_from = log.tell()
            self.child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                env=surroundings.withheld(surroundings.MARK, **surroundings.FRUGAL),
                preexec_fn=end_with_parent if self.is_throwaway else None,  # noqa: PLW1509 - one thread here
                **self.cluster.account.run_as(),
            )

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + RECOVERY_S
        while time.monotonic() < until:
            if self._tool("pg_isready", "-q", "-t", "5").returncode == 0:
                return
            if not self.is_alive():
                raise CannotStart(self._why_not())
            time.sleep(STEP_S)
        message = f"PostgreSQL did not answer in {RECOVERY_S:.0f} s; see {self.cluster.log}."
        raise CannotStart(message)

    def empty(self) -> None:
        """Throw the database away and make it anew, with nothing in it."""
        self._order(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        self._make_database()

    def _make_database(self) -> None:
        self._order(MAKE)

    def _order(self, words: str) -> None:
        """By psql: it came with the server, and a driver is loaded by those only who have more to say."""
        done = self._tool("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", f"name={DATABASE}", words=words)
        if done.returncode != 0:
            message = f"The database could not be made: {done.stderr.strip()}"
            raise CannotStart(message)

    def _tool(self, name: str, *options: str, words: str = "") -> subprocess.CompletedProcess[str]:
        """A program of PostgreSQL's own, at this server, as the owner role."""
        command = [str(self.cluster.bin_dir / name), *options]
        command += ["-h", str(self.socket_dir), "-U", OWNER_ROLE, "-d", "postgres"]
        return subprocess.run(command, input=words, check=False, capture_output=True, text=True, cwd="/")

    def _last_words(self) -> str:
        with self.cluster.log.open("rb") as log:
            log.seek(self._log_from)
            return log.read().decode(errors="replace")

    def _why_not(self) -> str:
        words = self._last_words()
        if "No space left on device" in words:
            return f"The disk of {self.cluster.state} is full: make room and start again."
        fatal = [line for line in words.splitlines() if "FATAL" in line or "PANIC" in line]
        reason = fatal[-1].split(":", 1)[-1].strip() if fatal else "it gave no reason"
        return f"PostgreSQL did not start ({reason}); see {self.cluster.log}."
