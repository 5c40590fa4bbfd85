"""How Xendit knows its callers, says no, and proves its notices."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.vendors.vendor import Dialect

KEY = "xnd_development_"
VERSION = "2024-11-11"
_CODES = {
    "simulated_error": "SERVER_ERROR",
    "simulated_unavailable": "CHANNEL_UNAVAILABLE",
    "rate_limited": "RATE_LIMIT_EXCEEDED",
    "answer_lost": "SERVER_ERROR",
    "unauthorized": "INVALID_API_KEY",
    "unreadable": "API_VALIDATION_ERROR",
    "too_large": "API_VALIDATION_ERROR",
    "not_found": "DATA_NOT_FOUND",
}


def account_of(bank: Bank, request: Request) -> str:
    """The account of a secret key sent as the user name of HTTP Basic, with no password."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        user, colon, password = base64.b64decode(given, validate=True).decode("ascii").partition(":")
    except ValueError:
        user, colon, password = "", "", ""
    name = user.removeprefix(KEY)
    if kind != "Basic" or not colon or password or name == user or bank.account(name) is None:
        raise Problem("unauthorized", "API key is not authorized for this API", status=401)
    return name


def refusal(problem: Problem) -> Response:
    """Their error: a code, a sentence, sometimes a list."""
    body = {"error_code": _CODES.get(problem.code, problem.code), "message": problem.detail, **problem.facts}
    return JSONResponse(body, status_code=problem.status)


def prove(body: bytes, secrets: list[str], _at: float) -> dict[str, str]:
    """The account's token, the same for every notice, and an id that stays the same over deliveries."""
    return {"x-callback-token": secrets[0], "webhook-id": hashlib.sha256(body).hexdigest()[:32]}


def must_say_version(headers: Mapping[str, str]) -> None:
    """v3 is asked for by a header."""
    if headers.get("api-version") != VERSION:
        raise Problem("API_VALIDATION_ERROR", f"api-version must be {VERSION}", status=400)


def stamp(at: float) -> str:
    """An instant as Xendit writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds(text: str) -> float:
    """An instant that a caller wrote."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Problem("API_VALIDATION_ERROR", "not a date-time", status=400) from error
    return found.timestamp() if found.tzinfo else found.replace(tzinfo=UTC).timestamp()


DIALECT = Dialect(account_of, refusal, prove)
