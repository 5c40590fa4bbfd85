"""A file from a browser made harmless, or refused. What it is, is seen in its bytes; names and types are not asked.

Pictures are drawn anew as JPEG, which leaves behind where and with what they were taken, and anything hidden in them.
A PDF is kept as it is, sealed, and only ever given out as a file to save.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field
from typing import Final

from PIL import Image, ImageOps

from tiwala.transfers.errors import BadProof

MOST_BYTES: Final = 5_000_000
MOST_PIXELS: Final = {"JPEG": 24_000_000, "PNG": 12_000_000, "WEBP": 12_000_000}
"""Unpacked, a picture takes four bytes a pixel and more, whatever its size on the wire. Cameras make JPEG, screens the
others; only JPEG can be unpacked smaller than it is."""
SIDE: Final = 2000
"""Enough to read a receipt."""
_one_at_a_time = threading.Lock()
"""A process unpacks one picture after the other, so that many at once cost time and not its memory."""
_QUALITY: Final = 82
_PDF_HEAD, _PDF_END = b"%PDF-", b"%%EOF"
_PDF_TAIL: Final = 2048
_RIFF_KIND = slice(8, 12)


@dataclass(frozen=True, slots=True)
class Harmless:
    """What is kept: `media_type` is what we made of it, not what was claimed."""

    media_type: str
    data: bytes = field(repr=False)


def make_harmless(data: bytes) -> Harmless:
    """The file as it is kept. BadProof for anything but a whole JPEG, PNG, WebP or PDF within the limits."""
    if not 0 < len(data) <= MOST_BYTES:
        raise BadProof(size=len(data))
    if data.startswith(_PDF_HEAD) and _PDF_END in data[-_PDF_TAIL:]:
        return Harmless("application/pdf", data)
    kind = _picture_kind(data)
    if not kind:
        raise BadProof(size=len(data))
    try:
        with _one_at_a_time:
            return Harmless("image/jpeg", _drawn_anew(data, kind))
    except BadProof:
        raise
    except Exception as error:  # a broken picture breaks a decoder in many ways
        raise BadProof(size=len(data), broken=type(error).__name__) from error


def _picture_kind(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    return "WEBP" if data.startswith(b"RIFF") and data[_RIFF_KIND] == b"WEBP" else ""


def _drawn_anew(data: bytes, kind: str) -> bytes:
    with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
        width, height = picture.size
        if not 0 < width * height <= MOST_PIXELS[kind]:
            raise BadProof(pixels=width * height)
        picture.draft("RGB", (SIDE, SIDE))  # a JPEG is unpacked no larger than is needed
        picture.thumbnail((SIDE, SIDE))
        ImageOps.exif_transpose(picture, in_place=True)
        clear = picture.convert("RGBA")
    # On a new sheet: comments, profiles and the rest of what a file carries stay behind.
    sheet = Image.new("RGB", clear.size, "white")
    sheet.paste(clear, mask=clear.getchannel("A"))
    made = io.BytesIO()
    sheet.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()
