"""Draw a try's QR code."""

from __future__ import annotations

import io

import segno
from django.http import HttpResponse

from tiwala.kit.errors import NotFound
from tiwala.payments.models import Attempt
from tiwala.payments.states import LIVE

BORDER, SCALE = 4, 8


def picture(attempt: Attempt) -> HttpResponse:
    """A PNG (banking apps can open one from the phone's pictures). Refused once the try no longer waits."""
    if not attempt.qr_payload or attempt.state not in LIVE:
        raise NotFound(wanted="QR code")
    drawn = io.BytesIO()
    segno.make(attempt.qr_payload, error="m", micro=False).save(drawn, kind="png", scale=SCALE, border=BORDER)
    return HttpResponse(drawn.getvalue(), content_type="image/png")
