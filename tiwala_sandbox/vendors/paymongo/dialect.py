"""How PayMongo knows its callers, says no and proves its notices."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.vendors.vendor import Dialect

KEY = "sk_test_"
TOO_MANY = 429
MOST = 100
KEY_LASTS_S = 86_400
CODES = {
    "not_found": "resource_not_found",
    "unauthorized": "api_key_required",
    "simulated_error": "internal_server_error",
    "simulated_unavailable": "service_unavailable",
    "rate_limited": "rate_limit_exceeded",
    "answer_lost": "gateway_timeout",
    "idempotency_key_reused": "idempotency_key_already_used",
    "unreadable": "invalid_request_body",
}
"""The sandbox's words for what a fault does, in PayMongo's."""


def account_of(bank: Bank, request: Request) -> str:
    """HTTP Basic with the secret key as the user's name and no password."""
    scheme, _, packed = request.headers.get("authorization", "").partition(" ")
    try:
        user, colon, password = base64.b64decode(packed, validate=True).decode("ascii").partition(":")
    except (binascii.Error, ValueError):
        user, colon, password = "", "", ""
    name = user.removeprefix(KEY)
    if scheme != "Basic" or not colon or password or name == user or bank.account(name) is None:
        raise Problem("unauthorized", "API key is required or invalid.", status=401)
    return name


def refusal(problem: Problem) -> Response:
    """A list of errors, each with a code and a sentence."""
    error = {"code": CODES.get(problem.code, problem.code), "detail": problem.detail, **problem.facts}
    headers = {"Retry-After": "1"} if problem.status == TOO_MANY else None
    return JSONResponse({"errors": [error]}, status_code=problem.status, headers=headers)


def prove(body: bytes, secrets: list[str], at: float) -> dict[str, str]:
    """`t`, then `te` for test events; `li` is empty, for nothing here is live. One secret an endpoint: the first."""
    stamp = str(int(at))
    mark = hmac.new(secrets[0].encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Paymongo-Signature": f"t={stamp},te={mark},li="}


def limit_of(query: Mapping[str, str]) -> int:
    """How many of a list are asked for: 10, at most 100."""
    asked = query.get("limit", "10")
    if not (asked.isascii() and asked.isdigit()) or not 0 < int(asked[:6]) <= MOST:
        raise error("parameter_invalid", f"limit is 1 to {MOST}.", attribute="limit")
    return int(asked)


def error(code: str, detail: str, *, status: int = 400, attribute: str = "") -> Problem:
    """A refusal in PayMongo's words."""
    source = {"source": {"pointer": attribute, "attribute": attribute}} if attribute else {}
    return Problem(code, detail, status=status, **source)


DIALECT = Dialect(account_of, refusal, prove, key_header="Idempotency-Key", key_lasts_s=KEY_LASTS_S)
