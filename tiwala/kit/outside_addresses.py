"""Which addresses we may speak to: public ones, and those the operator named. Checked on the very address we dial."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore

from tiwala.kit.conf import conf

_KEPT, _ALL, _DIALLED_MAX = 20, 50, 3
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """A name that leads into our own network."""


def allowed_hosts() -> frozenset[tuple[str, int]]:
    """Private hosts that may be spoken to: the sandbox gateway and stand-ins for others, outside live mode."""
    if conf.ops.mode == "live":
        return frozenset()
    named = [urlsplit(url) for url in (conf.outside.sandbox_url, *conf.outside.gateway_urls.values())]
    return frozenset(
        (one.hostname, one.port or (443 if one.scheme == "https" else 80)) for one in named if one.hostname
    )


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, also when it hides in an IPv6 wrapping."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def addresses_of(host: str, port: int) -> list[str]:
    """The IP addresses to dial for a host. AddressRefused when any of them is not public."""
    found = list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    if (host, port) not in allowed_hosts() and not all(is_public(address) for address in found):
        raise AddressRefused(f"{host} leads into a private network")
    return found[:_DIALLED_MAX]


class GuardedBackend(httpcore.SyncBackend):
    """Dials only addresses that passed; a name cannot change between the check and the dialling."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a connection. TLS still checks the certificate against the name, not the address."""
        try:
            addresses = addresses_of(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} is not known") from error
        for address in addresses[:-1]:
            with contextlib.suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
        return super().connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Never: a socket file is not the outside."""
        raise AddressRefused("socket files are not the outside")


def guarded_pool(context: ssl.SSLContext) -> httpcore.ConnectionPool:
    """Connections that dial public addresses only and check certificates."""
    return httpcore.ConnectionPool(
        ssl_context=context,
        max_connections=_ALL,
        max_keepalive_connections=_KEPT,
        keepalive_expiry=15.0,
        network_backend=GuardedBackend(),
    )
