"""A mail server of our own, small enough to read, that takes letters or refuses them as it is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailServerLog:
    """What arrived, and what the server is to answer."""

    letters: list[str] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class _Conversation(socketserver.StreamRequestHandler):
    log: MailServerLog

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line.decode().split(" ")[0].split(":")[0].strip().upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            self._answer(verb, line.decode().strip())

    def _answer(self, verb: str, line: str) -> None:
        if verb == "RCPT":
            self.log.envelopes.append(line)
        if verb == "DATA" and verb not in self.log.answers:
            self._say("354 go on")
            self.log.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
            self._say(self.log.answers.get("END", "250 taken"))
            return
        self._say(self.log.answers.get(verb, "250 fine"))

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server() -> Iterator[MailServerLog]:
    """A server on a free port of this machine for as long as the block lasts."""
    log = MailServerLog()
    conversation = type("Conversation", (_Conversation,), {"log": log})
    with _Server(("127.0.0.1", 0), conversation) as server:
        log.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield log
        finally:
            server.shutdown()
            thread.join()
