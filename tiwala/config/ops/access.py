"""Who may read the operator's details: whoever holds the token, and this machine itself while it is a trial."""

from __future__ import annotations

import ipaddress
from hmac import compare_digest

from django.http import HttpRequest

from tiwala.kit.conf import conf

_BY_PROXY = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


def is_operator(request: HttpRequest) -> bool:
    """With `Authorization: Bearer <TIWALA_METRICS_TOKEN>`; in a trial, also from the loopback without a proxy.

    Live, the loopback is not enough: behind a proxy that adds no header and asks by `localhost` everybody has it.
    """
    return _holds_token(request) or (conf.ops.mode != "live" and _is_this_machine(request))


def _holds_token(request: HttpRequest) -> bool:
    token = conf.ops.metrics_token
    said = request.headers.get("Authorization", "")
    return bool(token) and compare_digest(said.encode(errors="replace"), f"Bearer {token}".encode())


def _is_this_machine(request: HttpRequest) -> bool:
    """A proxy on this machine comes from the loopback too: then it says for whom, or asks by our public name."""
    if any(name in request.headers for name in _BY_PROXY):
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and _is_loopback(_host(request))


def _host(request: HttpRequest) -> str:
    name = request.headers.get("Host", "").rsplit(":", 1)[0].strip("[]")
    return "127.0.0.1" if name == "localhost" else name


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
