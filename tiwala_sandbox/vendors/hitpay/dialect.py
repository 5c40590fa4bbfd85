"""How HitPay knows its callers, says no, and proves its notices."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tiwala_sandbox.clock import MANILA
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.vendors.vendor import Dialect

KEY: Final = "hitpay_"
TOO_MANY: Final = 429


def account_of(bank: Bank, request: Request) -> str:
    """The account of a business API key."""
    given = request.headers.get("x-business-api-key", "")
    name = given.removeprefix(KEY)
    if name == given or not name.isascii() or bank.account(name) is None:
        raise Problem("unauthorized", "Invalid business api key", status=403)
    return name


def refusal(problem: Problem) -> Response:
    """A message, and by field what is wrong where a field is."""
    headers = {"Retry-After": "1"} if problem.status == TOO_MANY else None
    return JSONResponse({"message": problem.detail, **problem.facts}, status_code=problem.status, headers=headers)


def wrong(field: str, said: str = "") -> Problem:
    """A field that will not do."""
    said = said or f"The {field.replace('_', ' ')} field is required."
    return Problem("invalid", said, status=422, errors={field: [said]})


def missing(model: str, ident: str) -> Problem:
    """What is not there, in the words of their framework."""
    return Problem("not_found", f"No query results for model [App\\Business\\{model}] {ident}", status=404)


def prove(body: bytes, secrets: list[str], _at: float) -> dict[str, str]:
    """HMAC-SHA256 of the raw body under the salt, and what the body is about."""
    said: dict[str, Any] = json.loads(body)
    kind = "charge" if "business_id" in said else "payment_request"
    if kind == "charge":
        event = "updated" if said["refunded_amount"] else "failed" if said["status"] == "failed" else "created"
    else:
        event = "failed" if said["status"] == "failed" else "completed"
    return {
        "Hitpay-Signature": hmac.new(secrets[0].encode(), body, hashlib.sha256).hexdigest() if secrets else "",
        "Hitpay-Event-Type": event,
        "Hitpay-Event-Object": kind,
        "User-Agent": "HitPay v2.0",
    }


def bare(at: float) -> str:
    """An instant as payment requests write it: Singapore's wall clock, without its zone."""
    return datetime.fromtimestamp(at, MANILA).strftime("%Y-%m-%dT%H:%M:%S")


def zoned(at: float) -> str:
    """An instant as charges write it."""
    return f"{bare(at)}+08:00"


DIALECT: Final = Dialect(account_of, refusal, prove)
