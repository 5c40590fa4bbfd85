"""PayPal's proof: RSA over `id|time|webhook id|CRC-32 of the body`, by a certificate that we were given.

The header that says where the certificate is to be fetched is not followed: whoever forges a notice writes it. An
account's notice secret is the webhook's id and PayPal's certificate (one or several) after it.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from tiwala.gateways.port import RawNotice

ID, TIME, SIGNATURE, ALGORITHM = (
    f"paypal-{name}" for name in ("transmission-id", "transmission-time", "transmission-sig", "auth-algo")
)
HEADERS: Final = (ID, TIME, SIGNATURE, ALGORITHM)
LATE: Final = timedelta(hours=12)
"""Whether a retry carries the first one's time is not known; until it is, half a day."""
EARLY: Final = timedelta(minutes=5)
_LONGEST: Final = 2000
_PEM: Final = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")

Proof = Literal["ok", "no_proof", "bad_proof", "stale"]


def check(notice: RawNotice, *, secrets: Sequence[str]) -> Proof:
    """Whether a certificate we hold made this for our webhook, not long ago."""
    given = [notice.headers.get(name, "") for name in HEADERS]
    if not all(0 < len(one) <= _LONGEST for one in given) or not secrets:
        return "no_proof"
    sent_id, sent_at, signature, algorithm = given
    if algorithm != "SHA256withRSA":
        return "bad_proof"
    try:
        made = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return "bad_proof"
    crc = zlib.crc32(notice.body)
    if not any(_made_by(one, made, head=f"{sent_id}|{sent_at}", crc=crc, at=notice.received_at) for one in secrets):
        return "bad_proof"
    return "ok" if _is_fresh(sent_at, notice.received_at) else "stale"


def _made_by(secret: str, signature: bytes, *, head: str, crc: int, at: datetime) -> bool:
    webhook = secret.partition("-----BEGIN")[0].strip()
    signed = f"{head}|{webhook}|{crc}".encode(errors="replace")
    return bool(webhook) and any(_fits(key, signature, signed) for key in _keys(secret, at=at))


def _keys(secret: str, *, at: datetime) -> list[RSAPublicKey]:
    """The public keys of the certificates that are in force; what is no certificate proves nothing."""
    found = []
    for block in _PEM.findall(secret):
        try:
            certificate = x509.load_der_x509_certificate(base64.b64decode("".join(block.split()), validate=True))
            key = certificate.public_key()
        except ValueError:
            continue
        is_in_force = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
        if is_in_force and isinstance(key, RSAPublicKey):
            found.append(key)
    return found


def _fits(key: RSAPublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _is_fresh(text: str, at: datetime) -> bool:
    try:
        sent = datetime.fromisoformat(text)
    except ValueError:
        return False
    return sent.tzinfo is not None and at - LATE <= sent <= at + EARLY
