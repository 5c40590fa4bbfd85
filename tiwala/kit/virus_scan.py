"""Ask ClamAV's daemon whether bytes hold something bad, by its own INSTREAM words. Absent is said, never guessed."""

from __future__ import annotations

import socket
import struct
from typing import Final, Literal

import structlog

from tiwala.kit.conf import conf

log = structlog.get_logger()

Verdict = Literal["clean", "infected", "unscanned"]

_CHUNK: Final = 65_536
_CONNECT_S, _ANSWER_S = 2.0, 15.0
_ANSWER_MAX: Final = 4096


def scan(data: bytes) -> Verdict:
    """What the scanner at `conf.outside.clamd` says; `unscanned` where there is none, or it gave no answer.

    Never call it inside a transaction: it may take seconds.
    """
    if not conf.outside.clamd:
        return "unscanned"
    try:
        answer = _ask(conf.outside.clamd, data)
    except OSError as error:
        log.warning("virus_scan.silent", error=type(error).__name__)
        return "unscanned"
    if answer.endswith(" FOUND"):
        log.warning("virus_scan.found", size=len(data))
        return "infected"
    if answer.endswith(" OK"):
        return "clean"
    log.warning("virus_scan.no_verdict", answer=answer[:80])
    return "unscanned"


def _ask(place: str, data: bytes) -> str:
    with _connected(place) as line:
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(data), _CHUNK):
            part = data[at : at + _CHUNK]
            line.sendall(struct.pack("!L", len(part)) + part)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < _ANSWER_MAX:
            more = line.recv(_ANSWER_MAX)
            if not more:
                break
            answer += more
    return answer.partition(b"\0")[0].decode("ascii", "replace").strip()


def _connected(place: str) -> socket.socket:
    """A line to the daemon: a socket's path, or host:port."""
    if place.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_CONNECT_S)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
    else:
        host, _, port = place.rpartition(":")
        line = socket.create_connection((host, int(port)), timeout=_CONNECT_S)
    line.settimeout(_ANSWER_S)
    return line
