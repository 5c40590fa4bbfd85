"""Says who is asking: `request.user` and `request.actor`, worked out only when somebody looks, in one query."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from tiwala.identity import activity, browsers, carrying, step_up
from tiwala.identity.client_address import client_ip
from tiwala.identity.models import User
from tiwala.identity.queries import actor_for, owns_factor
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_SEEN_EVERY = timedelta(minutes=10)


class PersonMiddleware(AuthenticationMiddleware):
    """Django's request.user, taken from the session's row instead of a query of its own."""

    def process_request(self, request: HttpRequest) -> None:
        """Leave the work to whoever asks."""
        request.user = SimpleLazyObject(partial(_person, request))  # type: ignore[assignment]
        request.auser = sync_to_async(partial(_person, request))


def _person(request: HttpRequest) -> User | AnonymousUser:
    """Who is signed in. What ended elsewhere (another password, all sessions ended, account off) ends here too."""
    session = request.session
    if session.is_empty():
        return AnonymousUser()
    user, said = step_up.row_of(request).user, session.get(SESSION_KEY)
    if user is None or said is None:
        return AnonymousUser()
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    is_same = any(constant_time_compare(session.get(HASH_SESSION_KEY, ""), one) for one in hashes)
    if said == str(user.pk) and is_same and user.is_active and user.sign_in_held_at is None:
        return user
    session.flush()
    return AnonymousUser()


class ActorMiddleware:
    """Fills in request.actor, request.client_ip, request.request_id, and what doors ask of a session.

    That is proved_lately(), owns_factor() and has_ended().
    A request without a session cookie is a guest and never touches the session, so the pay page stays
    cacheable by nobody and opens no session.
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
        extra["carry"] = partial(carrying.carry, request)
        extra["take_carried"] = partial(_take_carried, request)
        extra["has_ended"] = partial(_has_ended, request)
        extra["owns_factor"] = partial(_owns_factor, request)
        response = self.get_response(request)
        browsers.remember(request, response)
        return response


def _find(request: HttpRequest) -> Actor:
    ip, request_id = request.client_ip, request.request_id  # type: ignore[attr-defined]
    if has_session(request) and isinstance(request.user, User):
        has_factor = step_up.has_factor(request)
        if request.user.is_staff and not has_factor:  # somebody, but with no permission yet, and not here yet
            return Actor("person", request.user.public_id, label="staff", is_staff=True, ip=ip, request_id=request_id)
        if not activity.is_by_itself(request):
            _note_seen(request)
        return actor_for(request.user, ip=ip, request_id=request_id, has_factor=has_factor)
    return Actor("guest", "nobody", ip=ip, request_id=request_id)


def has_session(request: HttpRequest) -> bool:
    """Whether the browser brought a session cookie; asked before the session is touched at all."""
    session = getattr(request, "session", None)
    return session is not None and not session.is_empty()


def _proved_lately(request: HttpRequest) -> bool:
    return has_session(request) and step_up.proved_lately(request)


def _take_carried(request: HttpRequest) -> None:
    if has_session(request):
        carrying.take_carried(request)


def _owns_factor(request: HttpRequest) -> bool:
    return has_session(request) and isinstance(request.user, User) and owns_factor(request.user)


def _has_ended(request: HttpRequest) -> bool:
    """Whether the browser brought the cookie of a session that is no more."""
    is_guest = not request.user.is_authenticated
    return is_guest and bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME)) and request.session.is_empty()


def _note_seen(request: HttpRequest) -> None:
    request.session.note_active()  # type: ignore[attr-defined]
    user, now = request.user, clock.now()
    assert isinstance(user, User)
    if user.last_seen_at is None or now - user.last_seen_at > _SEEN_EVERY:
        User.objects.filter(pk=user.pk).update(last_seen_at=now)


def _request_id(request: HttpRequest) -> str:
    """The log's own id of this request, else the proxy's, else a new one."""
    logged = structlog.contextvars.get_contextvars().get("request_id", "")
    if logged:
        return str(logged)
    said = request.headers.get("X-Request-ID", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return said if _REQUEST_ID.fullmatch(said) else ids.uuid7().hex
