"""How Stripe knows its callers, says no, and proves its notices."""

import base64
import hashlib
import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.vendors.vendor import Dialect

KEY = "sk_test_"
TYPES = {
    400: "invalid_request_error",
    401: "invalid_request_error",
    402: "card_error",
    403: "invalid_request_error",
    404: "invalid_request_error",
    409: "idempotency_error",
    429: "invalid_request_error",
}
CODES = {"rate_limited": "rate_limit", "not_found": "resource_missing", "invalid_field": "parameter_invalid_empty"}


def account_of(bank: Bank, request: Request) -> str:
    """Bearer or Basic with the secret key as the user."""
    name = key_in(request.headers.get("authorization", "")).removeprefix(KEY)
    if not name or not name.isascii() or bank.account(name) is None:
        raise Problem("invalid_api_key", "Invalid API Key provided.", status=401)
    return name


def key_in(header: str) -> str:
    """The secret key in an Authorization header; empty when there is none."""
    scheme, _, given = header.partition(" ")
    if scheme == "Basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[0]
        except ValueError:
            return ""
    return given if given.startswith(KEY) else ""


def refusal(problem: Problem) -> Response:
    """Any problem in their envelope."""
    if problem.code == "idempotency_key_reused":
        said = {
            "type": "idempotency_error",
            "message": "This key was used before, with other parameters.",
        }
        return JSONResponse({"error": said}, status_code=400)
    status = problem.status if problem.status != 422 else 400  # noqa: PLR2004 - they have none
    error: dict[str, Any] = {"type": TYPES.get(status, "api_error"), "message": problem.detail}
    code = CODES.get(problem.code, problem.code)
    if status < 500 and code:  # noqa: PLR2004
        error["code"] = code
    error |= problem.facts
    headers = {"Stripe-Should-Retry": "true"} if status == 429 else None  # noqa: PLR2004
    return JSONResponse({"error": error}, status_code=status, headers=headers)


def bad(param: str, message: str, *, code: str = "") -> Problem:
    """The refusal of a parameter."""
    return Problem(code, message, status=400, param=param)


def prove(body: bytes, secrets: list[str], at: float) -> dict[str, str]:
    """One `v1` for each secret of the endpoint, and a `v0` that proves nothing."""
    stamp = str(int(at))
    made = [hmac.new(one.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest() for one in secrets]
    return {"Stripe-Signature": ",".join([f"t={stamp}", *(f"v1={one}" for one in made), "v0=" + "0" * 64])}


DIALECT = Dialect(account_of, refusal, prove, key_header="Idempotency-Key")
