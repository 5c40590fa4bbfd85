"""What we send to HitPay. Money goes as a JSON number, written from whole centavos, never through a float."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from tiwala.gateways.port import StartRequest
from tiwala.gateways.reading import one_line

USUAL_MINUTES: Final = 30
_MOST_MINUTES: Final = 7 * 24 * 60
_LONGEST_URL: Final = 1028


def page(request: StartRequest, *, code: str, minutes: int) -> Mapping[str, object]:
    """What to post to /v1/payment-requests: one method, once, and no letters of theirs to anybody."""
    body: dict[str, object] = {
        "amount": request.amount.decimal,
        "currency": request.amount.currency,
        "payment_methods": [code],
        "reference_number": request.attempt_key,
        "expires_after": f"{minutes} mins",
        "allow_repeated_payments": "false",
        "send_email": "false",
        "send_sms": "false",
    }
    if request.direct and request.method == "qrph":
        body["generate_qr"] = True
    optional = {"purpose": one_line(request.description), "redirect_url": _public(request.return_url)}
    return body | {name: value for name, value in optional.items() if value}


def minutes_of(request: StartRequest, *, now: datetime) -> int:
    """How long the payer has, in whole minutes: rounded up, at least one."""
    if request.expires_at is None:
        return USUAL_MINUTES
    left_s = (request.expires_at - now).total_seconds()
    return min(max(int(-(-left_s // 60)), 1), _MOST_MINUTES)


def _public(url: str) -> str:
    """An address they take: https, and not of this machine. A trial goes without, and the payer comes back by hand."""
    is_local = urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    return url if url.startswith("https://") and not is_local and len(url) <= _LONGEST_URL else ""
