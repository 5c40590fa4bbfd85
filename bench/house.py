"""A demo house as `make run` opens it, in a place of its own, and the floor's server beside it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg

from bench.processes import family
from tiwala.config.cli.web import THREAD_REST_S, THREADS
from tiwala.config.embedded.postmaster import running_postmaster

CODE = Path(__file__).resolve().parents[1]
START_S, STOP_S = 600.0, 60.0
FLAGS = [
    "--interface",
    "wsgi",
    "--workers",
    "2",
    "--blocking-threads",
    THREADS,
    "--blocking-threads-idle-timeout",
    THREAD_REST_S,
    "--no-ws",
    "--log-level",
    "warning",
]
"""What the house gives its own web server (tiwala/config/cli/web.py)."""


class House:
    """One data directory and its processes: `port` is the house's, `floor_port` the bare server's.

    `is_timed` while speed counts.
    """

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="tiwala-bench-"))
        self.place.chmod(0o711)
        self.data = self.place / "data"
        self.port, self.bank_port, self.floor_port = free_port(), free_port(), free_port()
        self.running: list[subprocess.Popen[bytes]] = []
        self.opened_in_s = 0.0
        self.is_timed = False

    @property
    def environment(self) -> dict[str, str]:
        """As a person who types `make run` has it, but for the ports and the place."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIWALA_", "DJANGO_"))}
        return kept | {
            "TIWALA_DATA": str(self.data),
            "TIWALA_KEYS": str(self.place / "keys" / "keys.json"),
            "TIWALA_PORT": str(self.port),
            "TIWALA_BASE_URL": f"http://localhost:{self.port}",
            "TIWALA_SANDBOX_URL": f"http://127.0.0.1:{self.bank_port}",
        }

    def open(self) -> None:
        """Open the house with its seed, and wait until it says so."""
        begun, said = time.monotonic(), self.place / "said.txt"
        self._start([sys.executable, "-m", "tiwala", "up"], self.environment, said)
        while "Tiwala is open" not in said.read_text():
            if self.running[0].poll() is not None or time.monotonic() - begun > START_S:
                raise SystemExit(f"The house did not open:\n{said.read_text()}")
            time.sleep(0.1)
        self.opened_in_s = time.monotonic() - begun

    def open_floor(self, pages: Path) -> None:
        """Start the bare server, with the very flags of the house's."""
        here = {"BENCH_SOCKET": str(self.socket), "BENCH_PAGES": str(pages)}
        command = [
            sys.executable,
            "-m",
            "granian",
            *FLAGS,
            "--port",
            str(self.floor_port),
            "bench.floor.wsgi:application",
        ]
        self._start(command, {**os.environ, **here}, self.place / "floor.txt")
        until = time.monotonic() + 30
        while not _answers(self.floor_port) and time.monotonic() < until:
            time.sleep(0.1)

    @property
    def socket(self) -> Path:
        """Where the embedded database listens."""
        found = running_postmaster(self.data / "database")
        assert found is not None
        return found.socket_dir

    def pids(self) -> list[int]:
        """Every process of house and floor."""
        return [pid for process in self.running for pid in family(process.pid)]

    def database(self) -> psycopg.Connection[Any]:
        """A line to the database as its owner."""
        return psycopg.connect(host=str(self.socket), dbname="tiwala", user="tiwala_owner", autocommit=True)

    def close(self) -> None:
        """Stop what was started, the house last, and remove the place."""
        for process in reversed(self.running):
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.place, ignore_errors=True)

    def _start(self, command: list[str], environment: dict[str, str], said: Path) -> None:
        with said.open("wb") as out:
            self.running.append(
                subprocess.Popen(
                    command, env=environment, cwd=CODE, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
                )
            )


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/nothing/")
        line.getresponse().read()
    except OSError:
        return False
    finally:
        line.close()
    return True
