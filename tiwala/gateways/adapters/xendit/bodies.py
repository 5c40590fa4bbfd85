"""What we send to Xendit. Money goes as a JSON number, written from whole centavos, never through a float."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from tiwala.gateways.adapters.xendit.channels import COUNTRY, Channel
from tiwala.gateways.port import RefundRequest, StartRequest
from tiwala.gateways.reading import one_line

DIRECT: Final = {"tiwala": "direct"}
"""On payment requests of ours that no page made: their notices name them by their own id."""
_SOONEST: Final = timedelta(minutes=11)
"""They refuse an end less than ten minutes ahead."""
_ON_FILE: Final = {"recurring_frequency": 1}
_ON_FILE_DAYS: Final = 5 * 365
_LONGEST_URL: Final = 255


def page(request: StartRequest, channel: Channel, *, now: datetime) -> dict[str, Any]:
    """What to post to /sessions: a page for one channel."""
    body: dict[str, Any] = {
        "reference_id": request.attempt_key,
        "session_type": "PAY",
        "mode": "PAYMENT_LINK",
        "amount": request.amount.decimal,
        "currency": request.amount.currency,
        "country": COUNTRY,
        "capture_method": request.capture.upper(),
        "allowed_payment_channels": [channel.code],
        "locale": "en",
    }
    optional = {
        "description": one_line(request.description),
        "success_return_url": _secure(request.return_url),
        "cancel_return_url": _secure(request.cancel_url or request.return_url),
        "expires_at": _end(request, now=now),
    }
    if request.save_method:
        body |= {"allow_save_payment_method": "FORCED", "customer": _nobody(request.attempt_key, now=now)}
    return body | {name: value for name, value in optional.items() if value}


def presented(request: StartRequest, channel: Channel, *, now: datetime) -> dict[str, Any]:
    """What to post to /v3/payment_requests for a QR text or a code at once."""
    properties = {}
    if channel.kind == "code":
        properties = {"payer_name": one_line(request.payer_label, most=40) or "Customer"}
        properties |= {"expires_at": end} if (end := _end(request, now=now)) else {}
    return _asked(request, channel) | {"channel_properties": properties}


def charge(request: StartRequest, channel: Channel, *, now: datetime) -> dict[str, Any]:
    """What to post to /v3/payment_requests to charge a saved method.

    A card while its payer is away skips 3-D Secure and says that a merchant charges what is on file.
    """
    back = _secure(request.return_url)
    properties: dict[str, Any] = {"success_return_url": back, "failure_return_url": back} if back else {}
    if channel.code == "CARDS":
        properties["skip_three_ds"] = not request.payer_present
        if not request.payer_present:
            until = (now + timedelta(days=_ON_FILE_DAYS)).date().isoformat()
            properties["card_on_file_type"] = "MERCHANT_UNSCHEDULED"
            properties["recurring_configuration"] = {"recurring_expiry": until, **_ON_FILE}
    body = _asked(request, channel) | {"payment_token_id": request.token, "channel_properties": properties}
    return body | {"capture_method": request.capture.upper()}


def refund(request: RefundRequest, payment_request: str) -> dict[str, Any]:
    """What to post to /refunds. Our reason in words goes along as metadata; theirs is one of five."""
    body: dict[str, Any] = {
        "payment_request_id": payment_request,
        "reference_id": request.key,
        "currency": request.amount.currency,
        "amount": request.amount.decimal,
        "reason": "REQUESTED_BY_CUSTOMER",
    }
    reason = one_line(request.reason, most=80)
    return body | ({"metadata": {"reason": reason}} if reason else {})


def _asked(request: StartRequest, channel: Channel) -> dict[str, Any]:
    described = one_line(request.description)
    return {
        "reference_id": request.attempt_key,
        "type": "PAY",
        "country": COUNTRY,
        "currency": request.amount.currency,
        "request_amount": request.amount.decimal,
        "channel_code": channel.code,
        "metadata": dict(DIRECT),
    } | ({"description": described} if described else {})


def _secure(url: str) -> str:
    """An address they take: https only, so a trial on this machine goes without and the payer comes back by hand."""
    return url if url.startswith("https://") and len(url) <= _LONGEST_URL else ""


def _end(request: StartRequest, *, now: datetime) -> str:
    if request.expires_at is None:
        return ""
    return max(request.expires_at, now + _SOONEST).strftime("%Y-%m-%dT%H:%M:%SZ")


def _nobody(key: str, *, now: datetime) -> dict[str, Any]:
    """Saving needs a customer of theirs, a new one at each try of ours; who ours are stays with us."""
    name = "".join(letter for letter in f"tiwala{key}{int(now.timestamp() * 1000)}" if letter.isalnum())
    return {"type": "INDIVIDUAL", "reference_id": name, "individual_detail": {"given_names": "Customer"}}
