"""The sandbox as a separate process on a loopback port, and a mailbox for what it sends."""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

READY_S = 20
TRIES = 3


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox. `control` plays the payer, the bank and the bad day."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def control(self, path: str, body: dict[str, Any] | None = None, *, method: str = "POST") -> dict[str, Any]:
        """One order to the sandbox; the answer as JSON."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Authorization": "Bearer control", "Content-Type": "application/json"}
            line.request(method, f"/control/{path}", json.dumps(body or {}) if method == "POST" else None, headers)
            answer = line.getresponse()
            found: dict[str, Any] = json.loads(answer.read())
            assert answer.status < 300, found
            return found
        finally:
            line.close()


@dataclass
class Mailbox:
    """Hears notices on a loopback port, as raw as they come: (path, headers, body)."""

    url: str = ""
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def wait(self, found, *, after: int = 0, patience_s: float = 10) -> tuple[dict[str, str], bytes]:
        """The first notice from number `after` on whose JSON `found` accepts; one of another shape is another's."""
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            for _, headers, body in self.heard[after:]:
                with suppress(KeyError, TypeError):
                    if found(json.loads(body)):
                        return headers, body
            time.sleep(0.02)
        raise AssertionError("the notice never came")


@contextmanager
def running_sandbox(folder: Path, *, vendor: str = "") -> Iterator[Sandbox]:
    """Start `python -m tiwala_sandbox`, or a vendor's stand-in, and stop it again."""
    sandbox, process = _started(folder, vendor)
    try:
        yield sandbox
    finally:
        _end(process)


@contextmanager
def listening_mailbox() -> Iterator[Mailbox]:
    """A server that answers 200 to every notice and keeps it."""
    box = Mailbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            box.heard.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def free_port() -> int:
    """A loopback port that nobody holds, below those that the system lends to outgoing lines.

    Not from `random`: a run seeds that alike in all of its processes, and two would choose the same.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port


def _started(folder: Path, vendor: str) -> tuple[Sandbox, subprocess.Popen[bytes]]:
    """On another port when somebody took the first one before the program did: it then ends at once."""
    program = ["-m", "tiwala_sandbox.vendors", vendor] if vendor else ["-m", "tiwala_sandbox"]
    for _ in range(TRIES):
        sandbox = Sandbox(free_port())
        command = [sys.executable, *program, "--port", str(sandbox.port), "--data", str(folder / "s.sqlite3")]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if _answers(sandbox, process):
            return sandbox, process
        _end(process)
    raise AssertionError("the sandbox never answered")


def _answers(sandbox: Sandbox, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + READY_S
    while process.poll() is None and time.monotonic() < until:
        try:
            sandbox.control("faults", method="GET")
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
