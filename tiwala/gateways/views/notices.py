"""The notice door. It checks the proof, stores, answers; reading is a job's work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tiwala.gateways.actions.receive_notice import Arrival, receive_notice
from tiwala.kit.policy import from_gateway

BODY_MAX = 256 * 1024
_STATUS = {"stored": 200, "again": 200, "refused": 401, "unknown": 404}


@csrf_exempt
@from_gateway
@require_POST
def receive(request: HttpRequest, gateway: str, account: str) -> HttpResponse:
    """200 stored (now or before), 401 not proven, 404 no such account, 413 too large, 503 come again."""
    if _length(request) > BODY_MAX:
        return _answer(413)
    remote_ip = getattr(request, "client_ip", "")
    arrival = Arrival(gateway, account, _Sent(request.META), request.body, remote_ip)
    try:
        received = receive_notice(arrival)
    except (OperationalError, InterfaceError):
        return _answer(503, headers={"Retry-After": "5"})
    return _answer(_STATUS[received.how], received.answer)


class _Sent(Mapping[str, str]):
    """The request's headers, looked up one by one: Django's own would go through all of them first."""

    def __init__(self, meta: Mapping[str, Any]) -> None:
        self.meta = meta

    def __getitem__(self, name: str) -> str:
        return str(self.meta[f"HTTP_{name.upper().replace('-', '_')}"])

    def __iter__(self) -> Iterator[str]:
        return (name[5:].replace("_", "-") for name in self.meta if name.startswith("HTTP_"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() and len(text) < 12 else BODY_MAX + 1  # noqa: PLR2004 -- longer is too large


def _answer(status: int, body: bytes = b"", *, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="text/plain; charset=utf-8", headers=headers)
