"""A logo is a small picture of a kind we checked by its first bytes; never SVG, which can carry scripts."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput

LOGO_MAX_BYTES = 24 * 1024
"""So that the pay page stays under 50 KB on the wire, logo included."""
_RIFF_KIND = slice(8, 12)


class BadLogo(BadInput):
    """Not a logo we can show."""

    code, message = "bad_logo", _("A logo is a PNG, JPEG or WebP picture of at most 24 KB.")


def check_logo(data: bytes) -> str:
    """The media type of these bytes; "" for no logo. Refuses what is too big or of another kind."""
    if not data:
        return ""
    if len(data) > LOGO_MAX_BYTES:
        raise BadLogo(size=len(data))
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[_RIFF_KIND] == b"WEBP":
        return "image/webp"
    raise BadLogo(size=len(data))


def digest_of(data: bytes) -> str:
    """Ten letters that change when the logo does; "" for no logo."""
    return hashlib.sha256(data).hexdigest()[:10] if data else ""
