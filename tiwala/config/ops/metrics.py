"""/metrics: how the house does, for Prometheus."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import generate_latest

from tiwala.config.ops.access import is_operator
from tiwala.config.ops.counting import shared_registry
from tiwala.config.ops.figures import Figures
from tiwala.kit.policy import anyone


@anyone
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Text for Prometheus; 403 for anybody but this machine or who holds the token."""
    if not is_operator(request):
        return HttpResponse("Only from this machine, or with the token.\n", status=403, content_type="text/plain")
    return HttpResponse(_text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _text() -> bytes:
    registry = shared_registry()
    figures = Figures()
    registry.register(figures)
    try:
        return generate_latest(registry)
    finally:
        registry.unregister(figures)
