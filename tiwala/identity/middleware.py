"""Says who is asking: `request.actor`, worked out only when somebody looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from tiwala.identity import step_up
from tiwala.identity.client_address import client_ip
from tiwala.identity.models import User
from tiwala.identity.queries import actor_for, owns_factor
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_SEEN_EVERY = timedelta(minutes=10)


class ActorMiddleware:
    """Fills in request.actor, request.client_ip, request.request_id, request.proved_lately(), request.owns_factor().

    A request without a session cookie is a guest and never touches the session, so the pay page stays
    cacheable by nobody and sets no cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note what is cheap to know; leave the rest to whoever asks."""
        extra = request.__dict__
        extra["client_ip"] = client_ip(request)
        extra["request_id"] = _request_id(request)
        extra["actor"] = SimpleLazyObject(partial(_find, request))
        extra["proved_lately"] = partial(_proved_lately, request)
        extra["owns_factor"] = partial(_owns_factor, request)
        return self.get_response(request)


def _find(request: HttpRequest) -> Actor:
    ip, request_id = request.client_ip, request.request_id  # type: ignore[attr-defined]
    if has_session(request) and isinstance(request.user, User):
        _note_seen(request.user)
        return actor_for(request.user, ip=ip, request_id=request_id, has_factor=step_up.has_factor(request))
    return Actor("guest", "nobody", ip=ip, request_id=request_id)


def has_session(request: HttpRequest) -> bool:
    """Whether the browser brought a session cookie; asked before the session is touched at all."""
    session = getattr(request, "session", None)
    return session is not None and not session.is_empty()


def _proved_lately(request: HttpRequest) -> bool:
    return has_session(request) and step_up.proved_lately(request)


def _owns_factor(request: HttpRequest) -> bool:
    return has_session(request) and isinstance(request.user, User) and owns_factor(request.user)


def _note_seen(user: User) -> None:
    now = clock.now()
    if user.last_seen_at is None or now - user.last_seen_at > _SEEN_EVERY:
        User.objects.filter(pk=user.pk).update(last_seen_at=now)


def _request_id(request: HttpRequest) -> str:
    """The log's own id of this request, else the proxy's, else a new one."""
    logged = structlog.contextvars.get_contextvars().get("request_id", "")
    if logged:
        return str(logged)
    said = request.headers.get("X-Request-ID", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return said if _REQUEST_ID.fullmatch(said) else ids.uuid7().hex
