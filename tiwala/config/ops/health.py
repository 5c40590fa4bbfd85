"""/healthz: the process is alive. /readyz: the house is ready to take money."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tiwala.config.ops import readiness
from tiwala.config.ops.access import is_operator
from tiwala.kit.policy import anyone

_UNSTORED = {"Cache-Control": "no-store"}


@anyone
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers=_UNSTORED)


@anyone
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when every check holds, else 503. Which one is for the operator only."""
    found = readiness.look()
    is_ready = all(one.is_ok for one in found)
    said: dict[str, Any] = {"ready": is_ready}
    if is_operator(request):
        said["checks"] = {one.name: {"ok": one.is_ok, "detail": one.detail} for one in found}
    return JsonResponse(said, status=200 if is_ready else 503, headers=_UNSTORED)
