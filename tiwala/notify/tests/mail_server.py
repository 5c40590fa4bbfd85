"""A mail server of our own, small enough to read, that takes letters or refuses them as it is told.

With `tls` it speaks STARTTLS and asks for a name and a password, as a mail server out there does.
"""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailServerLog:
    """What arrived, and what the server is to answer."""

    letters: list[str] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    waits_s: dict[str, float] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    password: tuple[str, str] = ("house@nenas.example", "p@ss:w/rd#1")
    signed_in: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class _Conversation(socketserver.StreamRequestHandler):
    log: MailServerLog

    def handle(self) -> None:
        self._say(self.log.answers.get("HELLO", "220 ready"))
        while line := self.rfile.readline():
            verb = line.decode().split(" ")[0].split(":")[0].strip().upper()
            if verb == "QUIT":
                self._say(self.log.answers.get("QUIT", "221 bye"))
                return
            if self.log.tls and verb in {"EHLO", "STARTTLS", "AUTH"} and verb not in self.log.answers:
                self._guard(verb, line.decode().strip())
                continue
            self._answer(verb, line.decode().strip())

    def _guard(self, verb: str, line: str) -> None:
        match verb:
            case "EHLO":
                self._say("250-here\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 fine")
            case "STARTTLS":
                self._say("220 go on")
                self._seal()
            case _:
                _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
                right = (user, password) == self.log.password
                self.log.signed_in += [user] * right
                self._say("235 welcome" if right else "535 no")

    def _seal(self) -> None:
        assert self.log.tls
        self.connection = self.log.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def finish(self) -> None:
        """Hang up, and under TLS the sealed line too."""
        super().finish()
        self.connection.close()

    def _answer(self, verb: str, line: str) -> None:
        if verb == "RCPT":
            self.log.envelopes.append(line)
        if verb == "DATA" and verb not in self.log.answers:
            self._say("354 go on")
            self.log.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
            time.sleep(self.log.waits_s.get("END", 0))
            self._say(self.log.answers.get("END", "250 taken"))
            return
        self._say(self.log.answers.get(verb, "250 fine"))

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up, over a certificate for one, is no news."""


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[MailServerLog]:
    """A server on a free port of this machine for as long as the block lasts."""
    log = MailServerLog(tls=tls)
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
