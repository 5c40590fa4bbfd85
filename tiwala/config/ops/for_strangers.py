"""What a stranger may want to know first: how to report a hole (RFC 9116), and where robots may not go."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tiwala.business.queries import profile_facts
from tiwala.kit import clock
from tiwala.kit.conf import conf
from tiwala.kit.policy import anyone

_PRIVATE = ("/pay/", "/home/", "/account/", "/console/", "/api/", "/notices/", "/metrics", "/readyz")
_GOOD_FOR = timedelta(days=180)
_TEXT = "text/plain; charset=utf-8"


@anyone
@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Where to report a hole, from the business's profile; 404 until there is an address to write to."""
    facts, base = profile_facts(), conf.outside.base_url
    if not facts.email:
        return HttpResponse("No contact is set.\n", status=404, content_type=_TEXT)
    end = datetime.combine((clock.now() + _GOOD_FOR).date(), time.min, UTC)
    lines = [
        f"Contact: mailto:{facts.email}",
        f"Expires: {end:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, fil",
        f"Canonical: {base}/.well-known/security.txt",
        f"Policy: {base}/trust/",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=_TEXT)


@anyone
@require_safe
def robots_txt(_request: HttpRequest) -> HttpResponse:
    """Bills are nobody's search results."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE)]
    return HttpResponse("\n".join(lines) + "\n", content_type=_TEXT)
