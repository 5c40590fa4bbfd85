"""Every way of not getting an answer, as application/problem+json (RFC 9457) with a stable code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tiwala.api import limits
from tiwala.kit.errors import BadInput, GatewayBreakdown, NotFound, Refusal

log = structlog.get_logger()
CONTENT_TYPE = "application/problem+json"
_PLACES = {"body": 2, "form": 2}
"""How many names at the front of a field's path are ours and not the sender's."""


def problem(
    request: HttpRequest, status: int, code: str, *, title: str, fields: Mapping[str, str] | None = None
) -> HttpResponse:
    """The answer: what happened in words, the code for programs, the fields that are wrong."""
    said: dict[str, Any] = {
        "type": f"urn:tiwala:problem:{code}",
        "title": title,
        "status": int(status),
        "code": code,
        "instance": request.path[:300],
        "request_id": str(getattr(request, "request_id", "")),
    }
    if fields:
        said["fields"] = dict(fields)
    response = HttpResponse(json.dumps(said, ensure_ascii=True), status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="Tiwala"'
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(limits.seconds_left())
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "5"
    return response


def install(api: NinjaAPI) -> None:
    """Have the API answer every exception with a problem."""
    handlers: dict[type[Exception], Any] = {
        Refusal: of_refusal,
        ValidationError: _of_validation,
        AuthenticationError: _of_no_key,
        HttpError: _of_unreadable,
        Http404: _of_nothing,
        RequestDataTooBig: _of_too_large,
        SuspiciousOperation: _of_unreadable,
        UnreadablePostError: _of_unreadable,
        DataError: _of_unstorable,
        OperationalError: _of_breakdown,
        InterfaceError: _of_breakdown,
        GatewayBreakdown: _of_breakdown,
        Exception: _of_fault,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def of_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """A Refusal keeps its own code and status; its facts go to the log only."""
    log.info("api.refused", code=error.code, status=error.status, facts=error.facts)
    fields = error.fields if isinstance(error, BadInput) else None
    return problem(request, error.status, error.code, title=error.text, fields=fields)


def not_found(request: HttpRequest) -> HttpResponse:
    """Nothing at this address."""
    return problem(request, 404, NotFound.code, title=str(NotFound.message))


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """The address is right, the method is not."""
    return problem(request, 405, "method_not_allowed", title=_("This address does not take that method."))


def unknown_names(request: HttpRequest, names: Iterable[str]) -> HttpResponse:
    """A misspelt filter would show everything: it is refused."""
    fields = dict.fromkeys((name[:60] for name in sorted(names)[:10]), _("This list knows no such name."))
    return problem(request, 422, BadInput.code, title=str(BadInput.message), fields=fields)


def unreadable(request: HttpRequest) -> HttpResponse:
    """What Django itself refuses before any operation is reached: a strange host, far too many fields."""
    return problem(request, 400, "unreadable", title=_("We could not read that request."))


def wrong_media_type(request: HttpRequest) -> HttpResponse:
    """A body that does not say it is JSON."""
    return problem(request, 415, "not_json", title=_("Send the body as application/json."))


def _of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {_path(one["loc"]): str(one["msg"]) for one in error.errors[:50]}
    return problem(request, 422, BadInput.code, title=str(BadInput.message), fields=fields)


def _path(loc: tuple[Any, ...]) -> str:
    return ".".join(str(part)[:60] for part in loc[_PLACES.get(str(loc[0]), 1) :]) or str(loc[0])


def _of_no_key(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem(request, 401, "no_key", title=_("Send a valid key: Authorization: Bearer tk_…"))


def _of_unreadable(request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(request, 400, "unreadable", title=_("We could not read that as JSON in UTF-8."))


def _of_nothing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return not_found(request)


def _of_too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, "too_large", title=_("That is more than one megabyte. Send less at a time."))


def _of_unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
    log.warning("api.unstorable", why=type(error).__name__)
    return problem(request, 422, BadInput.code, title=str(BadInput.message))


def _of_breakdown(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("api.breakdown", why=type(error).__name__)
    return problem(request, 503, "try_later", title=_("We cannot answer right now. Ask again in a moment, same key."))


def _of_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api.broke", exc_info=error)
    return problem(request, 500, "our_fault", title=_("Something broke on our side. Nothing is lost: ask again."))


__all__ = [
    "install",
    "method_not_allowed",
    "not_found",
    "of_refusal",
    "problem",
    "unknown_names",
    "unreadable",
    "wrong_media_type",
]
