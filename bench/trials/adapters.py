"""What an adapter costs a call: its own CPU beside the bare exchange of the same bytes over the same line."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tiwala.gateways.port import LookUp, StartRequest
from tiwala.gateways.registry import GATEWAYS
from tiwala.gateways.tests.harness import Harness, harness_of
from tiwala.gateways.tests.sandbox_process import listening_mailbox, running_sandbox
from tiwala.kit import http, ids
from tiwala.kit.conf import conf
from tiwala.kit.money import Money

CALLS, ROUNDS = 200, 3


@dataclass(frozen=True, slots=True)
class Overhead:
    """CPU milliseconds of this process a call; the least of several rounds, ours and bare."""

    vendor: str
    verb: str
    ours_ms: float
    bare_ms: float


def measure_adapters() -> list[Overhead]:
    """Start and look-up at every real gateway's stand-in."""
    found = []
    with listening_mailbox() as mailbox:
        for vendor in sorted(set(GATEWAYS) - {"sandbox"}):
            with tempfile.TemporaryDirectory() as place, running_sandbox(Path(place), vendor=vendor) as stand_in:
                conf.outside = replace(conf.outside, gateway_urls={vendor: stand_in.url})
                found += _measured(vendor, harness_of(vendor, stand_in, mailbox))
    return found


def _measured(vendor: str, harness: Harness) -> list[Overhead]:
    reference = harness.gateway.start(_asked(harness)).reference  # type: ignore[union-attr]
    verbs: dict[str, Callable[[], object]] = {
        "start": lambda: harness.gateway.start(_asked(harness)),
        "look_up": lambda: harness.gateway.look_up(LookUp("", reference)),
    }
    return [_overhead(vendor, verb, call) for verb, call in verbs.items()]


def _overhead(vendor: str, verb: str, call: Callable[[], object]) -> Overhead:
    with _overheard() as exchanges:
        call()
    sent = list(exchanges)

    def bare() -> None:
        for client, method, path, question in sent:
            client.request(method, path, **dict(question))

    turns = [(_cpu_ms(call), _cpu_ms(bare)) for _ in range(ROUNDS)]
    return Overhead(vendor, verb, min(ours for ours, _ in turns), min(floor for _, floor in turns))


def _cpu_ms(call: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(CALLS):
        call()
    return (time.process_time() - began) * 1000 / CALLS


@contextmanager
def _overheard() -> Any:
    """Note what goes out, so that it can be said again without the adapter."""
    heard: list[tuple[http.Client, str, str, dict[str, Any]]] = []
    plain = http.Client.request

    def noted(self: http.Client, method: str, path: str, **question: Any) -> http.Answer:
        heard.append((self, method, path, dict(question)))
        return plain(self, method, path, **question)

    http.Client.request = noted  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        http.Client.request = plain  # type: ignore[method-assign]


def _asked(harness: Harness) -> StartRequest:
    key = ids.encode("att", ids.uuid7())
    return StartRequest(key, Money(150_000, "PHP"), harness.payable, "http://localhost:8000/back", description="Bill")
