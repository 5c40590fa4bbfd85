"""The API's doors that are no operations: the description, the page that shows it, and nothing-here."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja.operation import Operation

from tiwala.api import limits, problems
from tiwala.api.door import LEFT
from tiwala.api.openapi import description, policy_of, query_names
from tiwala.kit.policy import Policy, View, anyone

JSON = "application/json"
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""Swagger's page writes its own markup, so it goes without trusted types; it runs no inline script or style."""


@anyone
@require_safe
def openapi_json(_request: HttpRequest) -> HttpResponse:
    """The description. Public: it says nothing about this business."""
    return HttpResponse(description(), content_type=JSON, headers={"Cache-Control": "public, max-age=300"})


@anyone
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description, to be read and tried."""
    response = render(request, "api/docs.html")
    response["Content-Security-Policy"] = DOCS_POLICY
    return response


@csrf_exempt
@anyone
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001 -- the address itself
    """JSON for programs, whatever they ask for below /api/."""
    return problems.not_found(request)


def guarded(answer: View, operations: Sequence[Operation]) -> View:
    """One address with its policies on the door, and with ninja's own answers said as problems."""
    policies = {method: policy_of(one) for one in operations for method in one.methods}
    names = {method: query_names(one) for one in operations for method in one.methods}

    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        unknown = set(request.GET) - names.get(request.method or "", set(request.GET))
        if unknown:
            return problems.unknown_names(request, unknown)
        if request.method in ("POST", "PUT", "PATCH") and _says_other_than_json(request):
            return problems.wrong_media_type(request)
        response = answer(request, *args, **kwargs)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = response["Allow"]
            response = problems.method_not_allowed(request)
            response["Allow"] = allowed
        return _with_headers(request, response)

    scopes = sorted({policy.permission for policy in policies.values()})
    marks = {"csrf_exempt": True, "policy": Policy("key", " ".join(scopes)), "policies": policies}
    door.__dict__.update(marks)
    return door


def _says_other_than_json(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length != "0" and request.content_type != JSON


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Cache-Control", "no-store")
    left = request.__dict__.get(LEFT)
    if left is not None:
        response["RateLimit-Limit"] = str(limits.PER_MINUTE)
        response["RateLimit-Remaining"] = str(left)
    return response
