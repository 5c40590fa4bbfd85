"""How PayPal knows its callers, says no, and proves its notices."""

import base64
import binascii
import zlib
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import new_id
from tiwala_sandbox.vendors.vendor import Dialect

TOO_MANY: Final = 429
TOKEN: Final = "A21AA"  # noqa: S105 -- how a token of theirs begins
SIX_HOURS_S: Final = 6 * 3600
_KEY = generate_private_key(public_exponent=65537, key_size=2048)
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "messageverificationcerts.paypal.example")])
_CERTIFICATE = (
    x509.CertificateBuilder()
    .subject_name(_NAME)
    .issuer_name(_NAME)
    .public_key(_KEY.public_key())
    .serial_number(1)
    .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    .not_valid_after(datetime(2060, 1, 1, tzinfo=UTC))
    .sign(_KEY, SHA256())
)


def pem() -> bytes:
    """The certificate of this process, as their address for certificates gives it."""
    return _CERTIFICATE.public_bytes(serialization.Encoding.PEM)


def stamp(at: float) -> str:
    """An instant as they write it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def by_token(bank: Bank, request: Request) -> str:
    """The account of a bearer token."""
    name = request.headers.get("authorization", "").removeprefix(f"Bearer {TOKEN}")
    return _known(bank, name)


def by_keys(bank: Bank, request: Request) -> str:
    """The account of an app's client id (`app-` and its name) and secret (`secret-` and its name)."""
    given = request.headers.get("authorization", "").removeprefix("Basic ")
    try:
        app, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as broken:
        raise Problem("invalid_client", "Client Authentication failed", status=401) from broken
    name = app.removeprefix("app-")
    if app == name or secret != f"secret-{name}":
        raise Problem("invalid_client", "Client Authentication failed", status=401)
    return _known(bank, name)


def refusal(problem: Problem) -> Response:
    """A name, a message, and the issue."""
    headers = {"Retry-After": "1"} if problem.status == TOO_MANY else None
    name = "UNPROCESSABLE_ENTITY" if problem.status == 422 else problem.code.upper()  # noqa: PLR2004 -- HTTP's own
    body = {
        "name": name,
        "message": problem.detail,
        "debug_id": new_id("debug"),
        "details": [{"issue": problem.code.upper(), "description": problem.detail}],
        "links": [],
    }
    return JSONResponse(body, status_code=problem.status, headers=headers)


def prove(body: bytes, secrets: list[str], at: float) -> dict[str, str]:
    """RSA over id, time, webhook id (the account's first secret) and the body's CRC-32."""
    sent, when = new_id("tx"), stamp(at)
    signed = f"{sent}|{when}|{secrets[0] if secrets else ''}|{zlib.crc32(body)}".encode()
    return {
        "Paypal-Transmission-Id": sent,
        "Paypal-Transmission-Time": when,
        "Paypal-Transmission-Sig": base64.b64encode(_KEY.sign(signed, PKCS1v15(), SHA256())).decode(),
        "Paypal-Auth-Algo": "SHA256withRSA",
        "Paypal-Cert-Url": "https://api.paypal.example/v1/notifications/certs/CERT-1",
    }


def _known(bank: Bank, name: str) -> str:
    if not name.isascii() or bank.account(name) is None:
        raise Problem("invalid_token", "Authentication failed due to invalid credentials.", status=401)
    return name


DIALECT: Final = Dialect(
    by_token, refusal, prove, key_header="paypal-request-id", key_lasts_s=SIX_HOURS_S, takes_lists=True
)
KEYS: Final = Dialect(by_keys, refusal, prove)
