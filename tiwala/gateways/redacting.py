"""A notice's body as people may see it: its shape and its plain words, without secrets and without anybody in it.

What may be shown is told by its form, not by a list of what must not: numbers, short words without a space, ids, times.
Everything else, and everything under a name that speaks of a person or a secret, is covered.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl

LINES_MAX: Final = 400
_DEPTH_MAX: Final = 12
_ITEMS_MAX: Final = 60
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.:+\-]{0,64}")
_LONG_NUMBER: Final = re.compile(r"[0-9]{9,}|(?:[0-9][ -]?){12,}")
_PRIVATE: Final = re.compile(
    r"name|mail|phone|mobile|msisdn|address|street|line_?[0-9]|city|postal|zip|birth|dob|gender|nation|contact"
    r"|billing|shipping|customer|payer|buyer|consumer|person|profile|owner|holder|recipient|sender|user|shopper"
    r"|card|pan|cvv|cvc|iban|account_?n|masked|last_?4|last_?four|fingerprint|device|browser|ip$|ip_|_ip"
    r"|secret|token|password|auth|sign|hmac|digest|hash|credential|cookie|api_?key|public_?key|client_key"
    r"|note|memo|message|remark|description|descriptor|statement|label|metadata|url|link|image|qr_?(string|code|text|image)",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(r"^(data|attributes|object|resource|event|payload|payments?|refunds?|status)$", re.IGNORECASE)


def redacted(body: bytes) -> str:
    """The body in lines, covered where it must be. Never raises, whatever the bytes are."""
    read = _read(body)
    if read is None:
        return f"({len(body)} bytes that are neither JSON nor a form: not shown)"
    lines = json.dumps(_covered(read), indent=2, ensure_ascii=False).splitlines()
    more = [f"(… {len(lines) - LINES_MAX} lines more)"] if len(lines) > LINES_MAX else []
    return "\n".join([*lines[:LINES_MAX], *more])


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        pass
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=100)
    except (ValueError, UnicodeDecodeError):
        return None
    return dict(fields)


def _covered(value: Any, *, depth: int = 0) -> Any:
    if depth > _DEPTH_MAX:
        return "…"
    if isinstance(value, dict):
        shown = list(value.items())[:_ITEMS_MAX]
        return {_name(name): _under(str(name), inner, depth=depth) for name, inner in shown}
    if isinstance(value, list):
        return [_covered(inner, depth=depth + 1) for inner in value[:_ITEMS_MAX]]
    return _leaf(value)


def _under(name: str, inner: Any, *, depth: int) -> Any:
    if _PRIVATE.search(name) and not _OPEN.match(name):
        return _cover(inner)
    return _covered(inner, depth=depth + 1)


def _cover(value: Any) -> Any:
    """Something is there, and how much; nothing of it."""
    if isinstance(value, dict | list):
        return f"•••• ({len(value)})"
    if value is None or isinstance(value, bool) or value == "":
        return value
    return "••••"


def _leaf(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    text = str(value)
    if not _PLAIN.fullmatch(text) or _LONG_NUMBER.search(text):
        return "••••"
    return value


def _name(name: object) -> str:
    text = str(name)
    return text if _PLAIN.fullmatch(text) and not _LONG_NUMBER.search(text) else "••••"
