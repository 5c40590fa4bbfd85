"""The text of a QR code in a picture that a gateway drew, for gateways that give no text.

Strict and bounded: whatever the picture is, it gives a text or NotQrPh. A text that comes out is what the picture says,
for a QR code is mended by its own checks; `read` then proves it to be one of QR Ph.
"""

from __future__ import annotations

import io
import itertools
import threading
from typing import Final

from PIL import Image

from tiwala.gateways.qrph.mending import Broken
from tiwala.gateways.qrph.refusals import NotQrPh, Wrong
from tiwala.gateways.qrph.seeing import Sheet, ways_to_see
from tiwala.gateways.qrph.symbol import text_of

MOST_BYTES: Final = 500_000
MOST_POINTS: Final = 6_000_000
_SIDE: Final = 1200
_KINDS: Final = ("PNG", "JPEG", "GIF", "WEBP")
_WAYS: Final = 24
_one_at_a_time = threading.Lock()
"""A process unpacks one picture after the other, so that many at once cost time and not its memory."""


def text_in(picture: bytes) -> str:
    """The text of the QR code in this picture. Never raises anything but NotQrPh."""
    if not picture:
        raise NotQrPh(Wrong.EMPTY)
    if len(picture) > MOST_BYTES:
        raise NotQrPh(Wrong.TOO_LONG)
    try:
        with _one_at_a_time:
            sheet = _sheet(picture)
    except NotQrPh:
        raise
    except Exception as error:  # a broken picture breaks a decoder in many ways
        raise NotQrPh(Wrong.STRUCTURE) from error
    for squares in itertools.islice(ways_to_see(sheet), _WAYS):
        try:
            return text_of(squares)
        except Broken:
            continue
    raise NotQrPh(Wrong.STRUCTURE)


def _sheet(picture: bytes) -> Sheet:
    """Black and white, on a white sheet, no larger than is needed."""
    with Image.open(io.BytesIO(picture), formats=_KINDS) as opened:
        width, height = opened.size
        if not 0 < width * height <= MOST_POINTS:
            raise NotQrPh(Wrong.TOO_LONG)
        clear = opened.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    white.alpha_composite(clear)
    grey = white.convert("L")
    if max(grey.size) > _SIDE:
        grey = grey.reduce(-(-max(grey.size) // _SIDE))
    darkest, lightest = grey.getextrema()
    middle = (int(darkest) + int(lightest)) // 2  # type: ignore[arg-type]
    flat = grey.point([1] * (middle + 1) + [0] * (255 - middle))
    return Sheet(flat.tobytes(), *flat.size)
