"""Keys and certificates of the tests' own, and notices signed with them."""

from __future__ import annotations

import base64
import functools
import zlib
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from tiwala.gateways.port import RawNotice
from tiwala.kit import clock


@functools.cache
def key_of(name: str) -> RSAPrivateKey:
    """The private key that belongs to a name."""
    assert name
    return generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def pem_of(name: str, *, days: int = 100) -> str:
    """The certificate of a name, in force for so many days around now; before now where they are less than none."""
    now = clock.machine_now()
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    made = x509.CertificateBuilder().subject_name(called).issuer_name(called).serial_number(1)
    made = made.public_key(key_of(name).public_key()).not_valid_before(now - timedelta(days=abs(days) + 1))
    signed = made.not_valid_after(now + timedelta(days=days)).sign(key_of(name), SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode().strip()


def signed(body: bytes, *, at: datetime, webhook: str, by: str) -> RawNotice:
    """A notice for this webhook with this body, signed by that name's key at that instant."""
    when = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f"tx-1|{when}|{webhook}|{zlib.crc32(body)}".encode()
    headers = {
        "paypal-transmission-id": "tx-1",
        "paypal-transmission-time": when,
        "paypal-transmission-sig": base64.b64encode(key_of(by).sign(text, PKCS1v15(), SHA256())).decode(),
        "paypal-auth-algo": "SHA256withRSA",
    }
    return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())
