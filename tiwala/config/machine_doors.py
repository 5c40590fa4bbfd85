"""A short way in for gateways: a notice needs no session, language, form token or sign-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import ResolverMatch, resolve

from tiwala.identity.client_address import client_ip
from tiwala.kit.errors import Refusal
from tiwala.ui import csp

PREFIX: Final = "/notices/"
ROOM: Final = "tiwala.gateways.urls"
HEADERS: Final = {**csp.HEADERS, "Content-Security-Policy": csp.policy_text()}


class MachineDoorsMiddleware:
    """Goes straight to the notice door: what people need on the way took as long as the door itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a machine at once, everybody else by the long way. The host is checked as it is there."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.get_host()
        match = request.resolver_match = _match(request.path_info)
        request.__dict__["client_ip"] = client_ip(request)
        try:
            answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        except Refusal as refusal:  # no page for a machine: its sender comes again
            answer = HttpResponse(status=refusal.status)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer


@lru_cache(64)
def _match(path: str) -> ResolverMatch:
    """As the list of all doors would find it, without passing the others by; a business has few such addresses."""
    match = resolve(path.removeprefix(PREFIX[:-1]), ROOM)
    match.route = f"{PREFIX[1:]}{match.route}"
    return match
