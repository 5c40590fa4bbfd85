"""The brand's two files: a tiny style sheet and the logo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from tiwala.business import queries
from tiwala.business.colour import style_sheet
from tiwala.kit.policy import anyone

YEAR_S, SHORT_S = 31_536_000, 300


@anyone
@require_safe
def brand_css(request: HttpRequest) -> HttpResponse:
    """The accent tokens. Kept for a year under its own `?v=`, for five minutes without."""
    colour = queries.brand().colour
    answer = HttpResponse(style_sheet(colour), content_type="text/css; charset=utf-8")
    return _cached(answer, as_asked=bool(colour) and request.GET.get("v") == colour[1:])


@anyone
@require_safe
def brand_logo(request: HttpRequest) -> HttpResponse:
    """The logo, as the kind its first bytes said it is."""
    brand = queries.brand()
    if not brand.logo:
        raise Http404
    answer = HttpResponse(bytes(brand.logo), content_type=brand.logo_type)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _cached(answer, as_asked=request.GET.get("v") == brand.logo_digest)


def _cached(answer: HttpResponse, *, as_asked: bool) -> HttpResponse:
    answer["X-Content-Type-Options"] = "nosniff"
    if as_asked:
        patch_cache_control(answer, public=True, immutable=True, max_age=YEAR_S)
    else:
        patch_cache_control(answer, public=True, max_age=SHORT_S)
    return answer
