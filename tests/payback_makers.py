"""Paybacks by transfer, as the payer meets them."""

from __future__ import annotations

import re

from tiwala.notify.models import Letter
from tiwala.payments.models import Payback


def token_in_letter(payback: Payback) -> str:
    """The token in the newest letter about it."""
    text = Letter.objects.filter(about=payback.public_id).latest("id").body_text
    found = re.search(r"/payback/(?:confirmations/)?([\w-]{43})/", text)
    assert found, text
    return found[1]
