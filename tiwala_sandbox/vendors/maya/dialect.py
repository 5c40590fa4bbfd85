"""How Maya knows its callers and says no. It proves no notice: only the address it comes from speaks for it."""

import base64
import binascii
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.vendors.vendor import Dialect

TOO_MANY = 429
SENTENCES: Final = {
    "2553": "Missing/invalid parameters.",
    "PY0007": "Invalid token status.",
    "PY0008": "Token is invalid.",
    "PY0009": "Payment does not exist.",
    "PY0023": "Customer does not exist.",
    "PY0027": "Card does not exist.",
    "PY0030": "Invalid card token status.",
    "PY0037": "Currency is not supported.",
    "PY0038": "Webhook does not exist.",
    "PY0039": "Webhook already exists.",
    "PY0044": "Payment is invalid.",
    "PY0045": "Payment is not available for void.",
    "PY0047": "Payment is ineligible for refund.",
    "PY0048": "Requested refund amount is invalid.",
    "PY0064": "Invalid JSON format.",
    "PY0105": "Account has insufficient balance to perform this transaction.",
    "PY0119": "Issuer declined card or account.",
}
_CODES: Final = {
    "not_found": "PY0009",
    "unreadable": "PY0064",
    "unauthorized": "K003",
    "simulated_error": "PY0001",
    "simulated_unavailable": "PY0015",
    "rate_limited": "K007",
    "answer_lost": "PY9999",
}


def error(code: str, *, status: int = 400, field: str = "") -> Problem:
    """A refusal in Maya's words; `field` is the one that is wrong."""
    facts = {"parameters": [{"field": field, "description": "value is missing or invalid"}]} if field else {}
    return Problem(code, SENTENCES.get(code, "A problem is encountered."), status=status, **facts)


def refusal(problem: Problem) -> Response:
    """A code and a message; about keys the message is called error."""
    code = _CODES.get(problem.code, problem.code)
    name = "error" if code.startswith("K") else "message"
    headers = {"Retry-After": "1"} if problem.status == TOO_MANY else None
    body = {"code": code, name: SENTENCES.get(code, problem.detail), **problem.facts}
    return JSONResponse(body, status_code=problem.status, headers=headers)


def _caller(prefix: str) -> Callable[[Bank, Request], str]:
    def account_of(bank: Bank, request: Request) -> str:
        scheme, _, packed = request.headers.get("authorization", "").partition(" ")
        try:
            user, colon, password = base64.b64decode(packed, validate=True).decode("ascii").partition(":")
        except (binascii.Error, ValueError):
            user, colon, password = "", "", ""
        name = user.removeprefix(prefix)
        if scheme != "Basic" or not colon or password or name == user or bank.account(name) is None:
            raise Problem("unauthorized", "Invalid authentication credentials.", status=401)
        return name

    return account_of


def _prove(_body: bytes, _secrets: list[str], _at: float) -> dict[str, str]:
    return {}


PUBLIC: Final = Dialect(_caller("pk-"), refusal, _prove)
"""Doors that take the public key `pk-<account>`."""
SECRET: Final = Dialect(_caller("sk-"), refusal, _prove)
"""Doors that take the secret key `sk-<account>`."""
