"""The only way out: bounded in time and size, no redirects, no private addresses, nothing secret in its log line.

Two breakdowns, which matter for money: `NotSent` (nothing reached the other side: safe to try again) and `MaybeSent`
(it may have been acted upon: ask, never guess).
"""

from __future__ import annotations

import atexit
import functools
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tiwala.kit import logs
from tiwala.kit.conf import conf
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.outside_addresses import AddressRefused, allowed_hosts, guarded_pool

BODY_MAX_BYTES: Final = 5_000_000
_log = logs.logger("tiwala.http")
_injected: list[httpx.BaseTransport] = []  # for all threads: a page may be served in one of its own

_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class NotSent(GatewayBreakdown):
    """The other side was not reached: nothing happened there, and trying again is safe."""

    def __init__(self, why: str, *, retry: bool = True) -> None:
        super().__init__(why, retry=retry)


class MaybeSent(GatewayBreakdown):
    """The question may have arrived and been acted upon; only asking again tells."""

    def __init__(self, why: str) -> None:
        super().__init__(why, retry=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: any status is an answer. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_ok(self) -> bool:
        """Whether the status is one of success (200 to 299)."""
        return 200 <= self.status < 300  # noqa: PLR2004 -- the meaning of these numbers is older than we are

    def json(self) -> Any:
        """The body as JSON. MaybeSent when it is none: the answer arrived and cannot be understood."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise MaybeSent(f"the answer ({self.status}) is not JSON") from error


@dataclass(frozen=True, slots=True)
class Client:
    """Speaks to one place. `headers` go with every call and never into a log."""

    base_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    connect_timeout_s: float = 0.0
    read_timeout_s: float = 0.0
    body_max_bytes: int = BODY_MAX_BYTES

    def get(self, path: str, **question: Any) -> Answer:
        """Ask for something: params, headers."""
        return self.request("GET", path, **question)

    def post(self, path: str, **question: Any) -> Answer:
        """Send something: json, data (a form) or content (bytes), headers."""
        return self.request("POST", path, **question)

    def request(self, method: str, path: str, **question: Any) -> Answer:
        """One call, no redirects followed. NotSent or MaybeSent when the line breaks; any status is an answer."""
        headers = {**self.headers, **(question.pop("headers", None) or {})}
        address = self.base_url + path
        try:
            request = _pool().build_request(method, address, headers=headers, timeout=self._timeouts(), **question)
            _refuse_bare(request.url)
        except (httpx.InvalidURL, AddressRefused) as error:
            raise NotSent(f"not an address we speak to: {error}", retry=False) from error
        started = time.monotonic()
        facts: dict[str, Any] = {"method": method, "host": request.url.host, "path": request.url.path}
        try:
            answer = self._exchange(request, started=started)
        except (NotSent, MaybeSent) as broken:
            _log.warning("http.broken", **facts, why=str(broken), took_ms=_since_ms(started))
            raise
        _log.info("http.answered", **facts, status=answer.status, took_ms=_since_ms(started))
        return answer

    def _timeouts(self) -> httpx.Timeout:
        outside = conf.outside
        read_s = self.read_timeout_s or outside.gateway_read_timeout_s
        return httpx.Timeout(read_s, connect=self.connect_timeout_s or outside.gateway_connect_timeout_s)

    def _exchange(self, request: httpx.Request, *, started: float) -> Answer:
        try:
            response = _pool().send(request, stream=True, follow_redirects=False)
            try:
                body = self._body(response, until=started + 3 * request.extensions["timeout"]["read"])
            finally:
                response.close()
        except AddressRefused as refused:
            raise NotSent(str(refused), retry=False) from refused
        except _NOT_SENT as broken:
            raise NotSent(type(broken).__name__) from broken
        except httpx.HTTPError as broken:
            raise MaybeSent(type(broken).__name__) from broken
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)

    def _body(self, response: httpx.Response, *, until: float) -> bytes:
        found = bytearray()
        for piece in response.iter_bytes():
            found += piece
            if len(found) > self.body_max_bytes:
                raise MaybeSent(f"the answer is larger than {self.body_max_bytes} bytes")
            if time.monotonic() > until:
                raise MaybeSent("the answer drips in too slowly")
        return bytes(found)


def client(base_url: str = "", *, headers: Mapping[str, str] | None = None, read_timeout_s: float = 0.0) -> Client:
    """A client for one place; time-outs from conf.outside unless given. Cheap: connections are shared and kept."""
    return Client(base_url.rstrip("/"), headers or {}, read_timeout_s=read_timeout_s)


@contextmanager
def use_transport(transport: httpx.BaseTransport | Any) -> Iterator[None]:
    """Answer every call from this transport instead of the network: our port for tests and trials.

    A plain function from httpx.Request to httpx.Response will do as well.
    """
    port = transport if isinstance(transport, httpx.BaseTransport) else httpx.MockTransport(transport)
    _injected.append(port)
    try:
        yield
    finally:
        _injected.remove(port)


def _refuse_bare(url: httpx.URL) -> None:
    """Without TLS we speak to nobody but the hosts the operator named, such as the sandbox gateway."""
    if not _injected and url.scheme != "https" and (url.host, url.port or 80) not in allowed_hosts():
        raise AddressRefused(f"{url.host} must be spoken to over https")


_make = threading.Lock()


def _pool() -> httpx.Client:
    if _injected:
        return httpx.Client(transport=_injected[-1], trust_env=False)
    with _make:
        return _shared_pool()


@functools.cache
def _shared_pool() -> httpx.Client:
    transport = httpx.HTTPTransport(trust_env=False)
    transport._pool = guarded_pool(httpx.create_ssl_context(trust_env=False))  # noqa: SLF001 -- httpx offers no other place
    shared = httpx.Client(transport=transport, trust_env=False)
    atexit.register(shared.close)
    return shared


def _since_ms(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 1)


__all__ = ["Answer", "Client", "MaybeSent", "NotSent", "client", "use_transport"]
