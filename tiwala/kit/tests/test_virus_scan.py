"""A scanner over a real socket, speaking as ClamAV's daemon does; without one it is said that nobody looked."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tiwala.kit.conf import conf
from tiwala.kit.virus_scan import scan


@contextmanager
def daemon(answer: bytes, family: int, place: str | tuple[str, int]) -> Iterator[tuple[socket.socket, list[bytes]]]:
    """One listener that reads INSTREAM to its end, keeps what it read, and gives this answer."""
    heard: list[bytes] = []
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.bind(place)
    listening.listen()

    def serve() -> None:
        line, _ = listening.accept()
        with line, line.makefile("rb") as reading:
            heard.append(reading.read(len(b"zINSTREAM\0")))
            while size := struct.unpack("!L", reading.read(4))[0]:
                heard.append(reading.read(size))
            line.sendall(answer)

    turn = threading.Thread(target=serve, daemon=True)
    turn.start()
    try:
        yield listening, heard
        turn.join(5)
    finally:
        listening.close()


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = conf.outside
    yield
    conf.outside = before


def at(place: str) -> None:
    conf.outside = replace(conf.outside, clamd=place)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (b"stream: OK\0", "clean"),
        (b"stream: Eicar-Signature FOUND\0", "infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "unscanned"),
        (b"", "unscanned"),
        (b"stream: OK", "clean"),
    ],
)
def test_what_it_answers_is_what_we_say(tmp_path: Path, answer: bytes, verdict: str) -> None:
    place = str(tmp_path / "clamd.ctl")
    data = bytes(range(256)) * 600
    with daemon(answer, socket.AF_UNIX, place) as (_listening, heard):
        at(place)
        assert scan(data) == verdict
    assert heard[0] == b"zINSTREAM\0"
    assert b"".join(heard[1:]) == data


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_it_may_listen_on_a_port() -> None:
    with daemon(b"stream: OK\0", socket.AF_INET, ("127.0.0.1", 0)) as (listening, _heard):
        at(f"127.0.0.1:{listening.getsockname()[1]}")
        assert scan(b"x") == "clean"


def test_without_one_it_is_said_that_nobody_looked(tmp_path: Path) -> None:
    at("")
    assert scan(b"x") == "unscanned"
    at(str(tmp_path / "nobody.ctl"))
    assert scan(b"x") == "unscanned"
