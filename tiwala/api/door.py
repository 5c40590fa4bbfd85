"""Who comes in: a key with a scope, counted; and once per Idempotency-Key where something is made or moves."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer

from tiwala.api import limits
from tiwala.idempotency.actions.once import once
from tiwala.idempotency.answer import Answer, fingerprint
from tiwala.identity.actions.authenticate_key import authenticate_key
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput, NotAllowed
from tiwala.kit.policy import Policy, actor_of

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LEFT = "_api_requests_left"
Operation = Callable[..., Schema]


class KeyMissing(BadInput):
    """Without a key of the caller's own a lost answer could mean doing the thing twice."""

    code = "idempotency_key_missing"
    message = _("Send an Idempotency-Key: a new UUID for each new request, the same one when you ask again.")


class ApiKey(HttpBearer):
    """The bearer key as an actor (kind `key`), if it holds this door's scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.policy = Policy("key", scope)

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor, with where it comes from; None is 401. Refuses: TooMany, NotAllowed."""
        ip = str(getattr(request, "client_ip", ""))
        found = authenticate_key(token, ip=ip)
        if found is None:
            return None
        actor = replace(found, ip=ip, request_id=str(getattr(request, "request_id", "")))
        request.__dict__.update({"actor": actor, LEFT: 0})
        request.__dict__[LEFT] = limits.consume(actor.id)
        if not actor.may(self.policy.permission):
            raise NotAllowed(scope=self.policy.permission)
        return actor


def once_per_key(status: int) -> Callable[[Operation], Callable[..., HttpResponse]]:
    """The operation runs once for each key and question; asked again, the same answer is given again.

    A shape with a STATUS of its own (what waits: 202) is answered with that.
    """

    def mark(operation: Operation) -> Callable[..., HttpResponse]:
        @functools.wraps(operation)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            def run() -> Answer:
                found = operation(request, *args, **kwargs)
                return Answer(getattr(found, "STATUS", status), body=as_json(found))

            asked = fingerprint(request.method or "", request.get_full_path(), _body(request))
            return _response(once(f"{actor_of(request).id} api", _key(request), asked, run))

        door.once_status = status  # type: ignore[attr-defined]
        return door

    return mark


def action_key(request: HttpRequest) -> str:
    """The caller's key, made unlike any other caller's, for the action to be once by."""
    whole = f"{actor_of(request).id}\0{_key(request)}"
    return f"api:{hashlib.sha256(whole.encode(errors='replace')).hexdigest()}"


def as_json(shape: Schema) -> bytes:
    """The shape as bytes, in the one way this API writes JSON."""
    return json.dumps(shape.model_dump(), cls=NinjaJSONEncoder).encode()


def _key(request: HttpRequest) -> str:
    key = request.headers.get(HEADER, "")
    if not key:
        raise KeyMissing
    return key


def _body(request: HttpRequest) -> bytes:
    """By content: order and blanks make no other question. A door without a body takes any bytes as they are."""
    try:
        return json.dumps(json.loads(request.body), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return request.body


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
    if answer.is_replay:
        response[REPLAYED] = "true"
    return response
