"""/api/v1/… for programs; /api/docs for people who write them."""

from __future__ import annotations

from django.urls import URLPattern, include, path, re_path

from tiwala.api.openapi import addresses
from tiwala.api.views import docs, guarded, nothing_here, openapi_json


def _v1() -> list[URLPattern]:
    return [path(_route(address), guarded(view.get_view(), view.operations)) for address, view in addresses()]


def _route(address: str) -> str:
    """Ninja writes {name}, Django <name>."""
    return address.strip("/").replace("{", "<").replace("}", ">")


urlpatterns = [
    path("v1/openapi.json", openapi_json, name="openapi_json"),
    path("docs", docs, name="api_docs"),
    path("v1/", include(_v1())),
    re_path(r"^(?P<rest>.*)$", nothing_here, name="api_nothing_here"),
]
