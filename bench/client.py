"""A client that costs little: keep-alive connections on bare sockets, several processes, every answer timed."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from typing import cast

from bench.figures import Burst, joined

PROCESSES = 2
PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Load:
    """Where to send what, over how many connections: for so many seconds, or (0) until each request was sent once."""

    port: int
    requests: Sequence[bytes]
    connections: int = 16
    seconds: float = 0.0


def request(path: str, *, body: bytes | None = None, **headers: str) -> bytes:
    """A request as it goes over the wire; header names are written with underscores."""
    named = {"Host": "localhost", "Accept": "text/html", "Accept_Language": "en", **headers}
    if body is not None:
        named["Content_Length"] = str(len(body))
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def send(load: Load) -> Burst:
    """Send it all from several processes at once."""
    parts = [_part(load, place) for place in range(PROCESSES)]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        return joined(pool.map(_send_part, parts))


def _part(load: Load, place: int) -> Load:
    theirs = load.requests if load.seconds else load.requests[place::PROCESSES]
    return Load(load.port, theirs, max(load.connections // PROCESSES, 1), load.seconds)


def _send_part(load: Load) -> Burst:
    return asyncio.run(_run(load))


async def _run(load: Load) -> Burst:
    loop = asyncio.get_running_loop()
    burst = Burst()
    todo = _endless(load) if load.seconds else iter(load.requests)
    begun = time.perf_counter()
    lines = [_Line(todo, burst, loop.create_future()) for _ in range(load.connections)]
    for line in lines:
        await loop.create_connection(lambda line=line: line, "127.0.0.1", load.port)  # type: ignore[misc]
    await asyncio.wait_for(asyncio.gather(*(line.done for line in lines)), load.seconds + PATIENCE_S)
    burst.seconds = time.perf_counter() - begun
    return burst


def _endless(load: Load) -> Iterator[bytes]:
    until = time.perf_counter() + load.seconds
    for one in cycle(load.requests):
        if time.perf_counter() > until:
            return
        yield one


class _Line(asyncio.Protocol):
    """One connection: sends the next request when the answer to the last one is whole."""

    def __init__(self, todo: Iterator[bytes], burst: Burst, done: asyncio.Future[None]) -> None:
        self.todo, self.burst, self.done = todo, burst, done
        self.held = bytearray()
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self.held += data
        if not is_whole(self.held):
            return
        self.burst.took_ms.append((time.perf_counter() - self.sent_at) * 1000)
        self.burst.statuses[int(self.held[9:12])] += 1
        self.burst.octets += len(self.held)
        self.held.clear()
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server hung up"))

    def _next(self) -> None:
        following = next(islice(self.todo, 1), None)
        if following is None:
            self.done.set_result(None)
            self.transport.close()
            return
        self.sent_at = time.perf_counter()
        self.transport.write(following)


def is_whole(answer: bytearray) -> bool:
    """Whether an answer has arrived to its last byte, by its length or its last chunk."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(answer[:end]).lower()
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        length = int(head[at + 17 :].split(b"\r\n", 1)[0])
        return len(answer) >= end + 4 + length
    return b"\r\ntransfer-encoding: chunked" not in head or answer.endswith(b"0\r\n\r\n")
