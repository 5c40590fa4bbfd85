"""The business's own accent as a small stylesheet at an address of its own, since nothing is inline.

The colour is in the address, so the answer never changes and may be kept for good.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from tiwala.kit.policy import anyone
from tiwala.ui import colour

BUILT = Path(__file__).parent / "static" / "ui"
FACES = ("app", "pay")
_LIGHT_GROUNDS = (colour.Oklch(1, 0, 0), colour.Oklch(0.955, 0.018, 195), colour.Oklch(0.962, 0.006, 210))
_DARK_GROUNDS = (colour.Oklch(0.215, 0.014, 225), colour.Oklch(0.29, 0.036, 200), colour.Oklch(0.255, 0.015, 225))


def accent_css(text: str) -> str:
    """Custom properties for "#0f766e", moved in lightness until text and buttons read at 4.5:1, light and dark."""
    given = colour.from_hex(text)
    given = replace(given, chroma=min(given.chroma, 0.16))
    light = colour.readable(replace(given, lightness=min(given.lightness, 0.58)), on=_LIGHT_GROUNDS, darker=True)
    night = replace(given, lightness=max(given.lightness, 0.72), chroma=min(given.chroma, 0.12))
    night = colour.readable(night, on=_DARK_GROUNDS, darker=False)
    by_day, by_night = _properties(light, dark=False), _properties(night, dark=True)
    return f":root{{{by_day}}}@media screen and (prefers-color-scheme:dark){{:root{{{by_night}}}}}"


def _properties(accent: colour.Oklch, *, dark: bool) -> str:
    def kin(lightness: float, chroma_max: float) -> str:
        return colour.Oklch(lightness, min(accent.chroma, chroma_max), accent.hue).css

    strong = replace(accent, lightness=min(0.96, accent.lightness + 0.07) if dark else accent.lightness * 0.84)
    kins = {
        "ink": kin(0.2, 0.03) if dark else kin(0.99, 0.004),
        "quiet": kin(0.29, 0.036) if dark else kin(0.955, 0.018),
        "line": kin(0.44, 0.06) if dark else kin(0.82, 0.05),
        "strong": strong.css,
    }
    return f"--accent:{accent.css};" + ";".join(f"--accent-{name}:{value}" for name, value in kins.items())


@lru_cache(maxsize=8)
def stamp(face: str) -> str:
    """Eight letters that change whenever the built stylesheet does."""
    return hashlib.sha256((BUILT / f"{face}.css").read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=32)
def _sheet(face: str, text: str) -> tuple[bytes, bytes]:
    body = (BUILT / f"{face}.css").read_bytes() + accent_css(text).encode()
    return body, gzip.compress(body, mtime=0)


@anyone
def stylesheet(request: HttpRequest, face: str, text: str, version: str) -> HttpResponse:
    """A whole built stylesheet with the accent at its end: one request where two would do."""
    if face not in FACES or version != stamp(face):
        raise Http404
    plain, packed = _sheet(face, text.lower())
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if takes_gzip else plain, content_type="text/css; charset=utf-8")
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
