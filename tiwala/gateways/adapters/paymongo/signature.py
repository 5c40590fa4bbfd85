"""PayMongo's proof: `Paymongo-Signature: t=<unix>,te=<hex>,li=<hex>` over "<t>." + the raw body.

HMAC-SHA256 under the endpoint's secret; `te` proves test events and `li` live ones, the other is empty
(developers.paymongo.com, "Securing a webhook").
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from tiwala.gateways.capabilities import Mode

HEADER: Final = "paymongo-signature"
EARLY_S: Final = 300
LATE_S: Final = 3 * 3600
"""Theirs is not documented, nor whether a retry is signed anew: the last one comes after 137 minutes, and three events
that nobody took switch the webhook off. An old one told twice does no harm: its id is known, and it is only a hint.
"""
_LONGEST: Final = 1000
_STAMP_DIGITS: Final = 12
_PARTS: Final[dict[Mode, str]] = {"test": "te", "live": "li"}

Proof = Literal["ok", "no_proof", "bad_proof", "stale"]


def sign(secret: str, at_s: int, body: bytes, *, mode: Mode = "test") -> str:
    """The header as PayMongo makes it, for tests and trials."""
    made = _digest(secret, str(at_s), body)
    return f"t={at_s},te={made if mode == 'test' else ''},li={made if mode == 'live' else ''}"


def check(header: str, body: bytes, *, secrets: Sequence[str], at: datetime, mode: Mode) -> Proof:
    """Whether any live secret made the mode's part, at most three hours before `at` or five minutes after it."""
    stamp, given = _parts(header, _PARTS[mode])
    if not stamp or not given or not secrets:
        return "no_proof"
    hits = [hmac.compare_digest(_digest(secret, stamp, body), given) for secret in secrets if secret]
    if not any(hits):
        return "bad_proof"
    return "ok" if -EARLY_S <= at.timestamp() - int(stamp) <= LATE_S else "stale"


def _parts(header: str, wanted: str) -> tuple[str, str]:
    if len(header) > _LONGEST or not header.isascii():
        return "", ""
    pairs = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in pairs if name == "t"]
    given = [value for name, _, value in pairs if name == wanted and value]
    if len(stamps) != 1 or len(given) != 1 or not stamps[0].isdigit() or len(stamps[0]) > _STAMP_DIGITS:
        return "", ""
    return stamps[0], given[0]


def _digest(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
