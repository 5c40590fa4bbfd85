"""Stripe's proof: `Stripe-Signature: t=<unix seconds>,v1=<hex>[,v1=…][,v0=…]` over "<t>." + the raw body."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

HEADER = "stripe-signature"
TOLERANCE_S = 300
_LONGEST, _MOST = 2000, 16

Proof = Literal["ok", "no_proof", "bad_proof", "stale"]


def check(header: str, body: bytes, *, secrets: Sequence[str], at: datetime) -> Proof:
    """Whether any live secret made any `v1`, within five minutes of `at` in either direction; `v0` proves nothing."""
    stamp, given = _parts(header)
    if not stamp or not given or not secrets:
        return "no_proof"
    made = [_digest(secret, stamp, body) for secret in secrets]
    hits = [hmac.compare_digest(one, other) for one in made for other in given]
    if not any(hits):
        return "bad_proof"
    return "ok" if abs(int(stamp) - at.timestamp()) <= TOLERANCE_S else "stale"


def _parts(header: str) -> tuple[str, list[str]]:
    if len(header) > _LONGEST or not header.isascii():
        return "", []
    pairs = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in pairs if name == "t"]
    given = [value for name, _, value in pairs if name == "v1" and value]
    if len(stamps) != 1 or not stamps[0].isdigit() or len(stamps[0]) > 12:  # noqa: PLR2004 -- year 33658 is far enough
        return "", []
    return stamps[0], given[:_MOST]


def _digest(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
