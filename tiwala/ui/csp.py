"""What a browser may do with our pages: the content security policy and its fellow headers, as data."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
    "base-uri": ("'none'",),
    "require-trusted-types-for": ("'script'",),
    "trusted-types": ("htmx",),
}
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
Answer = TypeVar("Answer", bound=HttpResponseBase)
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
_EXTRA = "_csp_extra"


def allow_gateway(response: Answer, origins: Iterable[str]) -> Answer:
    """Let this one page send its form on to (and frame) these gateway origins, such as "https://pay.example".

    Browsers hold a redirect that answers a form's POST to the page's form-action, so the page that *shows*
    the form needs this. Anything that is not a bare origin is refused with ValueError.
    """
    extra: dict[str, tuple[str, ...]] = getattr(response, _EXTRA, {})
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError("a gateway origin is scheme://host[:port] and nothing more")
        for directive in ("form-action", "frame-src"):
            extra[directive] = (*extra.get(directive, ()), origin)
    setattr(response, _EXTRA, extra)
    return response


def token_page(response: Answer, *, has_form: bool = True) -> Answer:
    """Keep a page whose address holds a token out of caches, search engines and other sites' logs.

    A page with a form says same-origin, which tells other sites nothing; under no-referrer browsers send
    `Origin: null` with the form and the CSRF check must refuse it. A page without one says no-referrer.
    """
    response["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def allow_own_frame(response: Answer) -> Answer:
    """Let this one page frame a page of ours, such as a letter."""
    extra: dict[str, tuple[str, ...]] = getattr(response, _EXTRA, {})
    setattr(response, _EXTRA, {**extra, "frame-src": (*extra.get("frame-src", ()), "'self'")})
    return response


def letter_page(response: Answer, *, in_own_frame: bool = False) -> Answer:
    """Show a mail's HTML as a page of its own: its inline style is let be, and it can run, send and load nothing.

    `in_own_frame` lets a page of ours show it in a frame (and nobody else's).
    """
    policy = (
        LETTER_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'") if in_own_frame else LETTER_POLICY
    )
    response["Content-Security-Policy"] = policy
    response["Cache-Control"] = "no-store, private"
    return response


def file_to_save(response: Answer, *, name: str) -> Answer:
    """Give out a file that came from outside: to be saved only, and powerless should a browser show it after all."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response


def policy_text(*, nonce: str = "", extra: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """The header's value; the nonce is named only when the page's template asked for it."""
    extra = extra or {}
    parts = {name: (*POLICY.get(name, ()), *extra.get(name, ())) for name in dict.fromkeys((*POLICY, *extra))}
    if nonce:
        parts["script-src"] = (*parts["script-src"], f"'nonce-{nonce}'")
    return "; ".join(f"{name} {' '.join(dict.fromkeys(values))}" for name, values in parts.items())


class SecurityHeadersMiddleware:
    """Gives each request a nonce to be had, and each answer its headers; a view's own header is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then add what the answer does not say itself."""
        made: list[str] = []

        def nonce() -> str:
            made.append(secrets.token_urlsafe(18))
            return made[0]

        request.csp_nonce = SimpleLazyObject(nonce)  # type: ignore[attr-defined]
        response = self.get_response(request)
        text = policy_text(nonce=made[0] if made else "", extra=getattr(response, _EXTRA, None))
        response.headers.setdefault("Content-Security-Policy", text)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
