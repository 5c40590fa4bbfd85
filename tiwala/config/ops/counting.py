"""Counts requests by route and status, and how long they took: in files that every web process shares.

Each process writes its own file; /metrics adds them up. The folder is named after the process that started us
all, so a new start begins at zero, and folders of processes that are gone are removed.
"""

from __future__ import annotations

import functools
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

from tiwala.config import surroundings
from tiwala.kit.conf import conf

log = structlog.get_logger()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


_ROOM = 2**20
"""Bytes taken from the disk at once: a file that grew while the disk is full would end the process."""


@dataclass(frozen=True, slots=True)
class Meters:
    """What is counted. `folder` is where the counts of all processes lie, empty when there was no room for them."""

    requests: Counter
    seconds: Histogram
    registry: CollectorRegistry
    folder: str


@functools.cache
def meters() -> Meters:
    """The meters of this process, made when it starts. Without room on the disk it counts for itself alone."""
    try:
        folder = str(_folder())
        surroundings.settle(PROMETHEUS_MULTIPROC_DIR=folder)
        values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    except OSError as error:
        log.warning("metrics.no_room", why=type(error).__name__)
        folder = ""
    registry = CollectorRegistry()
    return Meters(
        Counter("tiwala_requests", "Requests answered.", ["method", "route", "status"], registry=registry),
        Histogram("tiwala_request_seconds", "Time to answer.", ["route"], registry=registry, buckets=_SECONDS),
        registry,
        folder,
    )


def shared_registry() -> CollectorRegistry:
    """The counts of all web processes together, to which a scrape may add its own collectors."""
    if not meters().folder:
        return meters().registry
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=meters().folder)  # type: ignore[no-untyped-call]
    return registry


class CountingMiddleware:
    """Counts each answer under the address's pattern, never under the address itself: that may hold a token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.meters = meters()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then count."""
        started = time.perf_counter()
        response = self.get_response(request)
        route = _route(request)
        method = request.method if request.method in _METHODS else "other"
        self.meters.requests.labels(method, route, str(response.status_code)).inc()
        self.meters.seconds.labels(route).observe(time.perf_counter() - started)
        return response


def _route(request: HttpRequest) -> str:
    match: Any = request.resolver_match
    return f"/{match.route}" if match else "unmatched"


def _folder() -> Path:
    place = Path(conf.ops.data_dir) / "metrics"
    folder = place / str(os.getppid())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for other in place.iterdir():
        if other != folder and not Path("/proc", other.name).exists():
            shutil.rmtree(other, ignore_errors=True)
    for kind in ("counter", "histogram"):
        with (folder / f"{kind}_{os.getpid()}.db").open("ab") as file:
            os.posix_fallocate(file.fileno(), 0, _ROOM)
    return folder
