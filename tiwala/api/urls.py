"""/api/v1/… for programs; /api/docs for people who write them."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, include, path, re_path

from tiwala.api.openapi import addresses, policy_of
from tiwala.api.views import docs, guarded, nothing_here, openapi_json
from tiwala.kit.policy import Policy


def _v1() -> list[URLPattern]:
    return [path(_route(address), guarded(view, policies)) for address, view, policies in _doors()]


def _doors() -> list[tuple[str, Any, dict[str, Policy]]]:
    found = []
    for address, paths in addresses():
        policies = {method: policy_of(one) for one in paths.operations for method in one.methods}
        found.append((address, paths.get_view(), policies))
    return found


def _route(address: str) -> str:
    """Ninja writes {name}, Django <name>."""
    return address.strip("/").replace("{", "<").replace("}", ">")


urlpatterns = [
    path("v1/openapi.json", openapi_json, name="openapi_json"),
    path("docs", docs, name="api_docs"),
    path("v1/", include(_v1())),
    re_path(r"^(?P<rest>.*)$", nothing_here, name="api_nothing_here"),
]
